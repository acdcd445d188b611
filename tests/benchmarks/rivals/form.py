"""What both forms ask: five steps after the one that opens it."""

QUESTIONS = (
    "Họ và tên của bạn?",
    "Số điện thoại của bạn?",
    "Bạn ở xã, phường nào?",
    "Bạn muốn được báo từ cấp nào?",
    "Gửi 1 để xác nhận.",
)
DONE = "Đã ghi nhận. Cảm ơn bạn!"
OPEN = "/start"
ANSWERS = ("Hoa", "0912345678", "Tân Biên", "3", "1")
