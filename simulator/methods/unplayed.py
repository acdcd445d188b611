"""What the Bot API has and this server does not play. A bot that calls one is told so, not that it mistyped a name."""

UNPLAYED: dict[str, str] = {
    "business accounts": (
        "getBusinessConnection readBusinessMessage deleteBusinessMessages setBusinessAccountName setBusinessAccountBio "
        "setBusinessAccountUsername setBusinessAccountProfilePhoto removeBusinessAccountProfilePhoto "
        "setBusinessAccountGiftSettings getBusinessAccountGifts getBusinessAccountStarBalance "
        "transferBusinessAccountStars sendChecklist editMessageChecklist"
    ),
    "gifts": (
        "getAvailableGifts sendGift giftPremiumSubscription getUserGifts getChatGifts convertGiftToStars upgradeGift "
        "transferGift"
    ),
    "Stars beyond one payment": (
        "getMyStarBalance getStarTransactions editUserStarSubscription createChatSubscriptionInviteLink "
        "editChatSubscriptionInviteLink sendPaidMedia"
    ),
    "stories": "postStory editStory deleteStory repostStory",
    "invoice links and shipping": "createInvoiceLink answerShippingQuery",
    "answers of Mini Apps": "answerWebAppQuery",
    "games": "sendGame setGameScore getGameHighScores",
    "sticker sets": (
        "getStickerSet getCustomEmojiStickers getForumTopicIconStickers uploadStickerFile createNewStickerSet "
        "addStickerToSet replaceStickerInSet deleteStickerFromSet deleteStickerSet setStickerSetTitle "
        "setStickerSetThumbnail setCustomEmojiStickerSetThumbnail setStickerEmojiList setStickerKeywords "
        "setStickerMaskPosition setStickerPositionInSet setChatStickerSet deleteChatStickerSet"
    ),
    "rich, draft and ephemeral messages": (
        "sendRichMessage sendRichMessageDraft sendMessageDraft sendLivePhoto editEphemeralMessageText "
        "editEphemeralMessageCaption editEphemeralMessageMedia editEphemeralMessageReplyMarkup deleteEphemeralMessage"
    ),
    "suggested posts": "approveSuggestedPost declineSuggestedPost",
    "verification and passport": (
        "verifyUser verifyChat removeUserVerification removeChatVerification setPassportDataErrors"
    ),
    "managed bots and guests": (
        "getManagedBotToken replaceManagedBotToken getManagedBotAccessSettings setManagedBotAccessSettings "
        "answerGuestQuery answerChatJoinRequestQuery sendChatJoinRequestWebApp"
    ),
    "prepared messages": "savePreparedInlineMessage savePreparedKeyboardButton",
    "profiles": (
        "setMyProfilePhoto removeMyProfilePhoto getUserProfileAudios getUserPersonalChatMessages setUserEmojiStatus "
        "getUserChatBoosts setChatMemberTag"
    ),
    "reactions of others": "deleteMessageReaction deleteAllMessageReactions",
}
SUBJECTS = {name.lower(): (name, subject) for subject, names in UNPLAYED.items() for name in names.split()}


def excuse(method: str) -> str | None:
    """The sentence for a method that exists in Telegram but not here; None for one that Telegram has not either."""
    found = SUBJECTS.get(method.lower())
    return f"this simulator does not play {found[0]} ({found[1]})" if found else None
