"""Bots as the documentation of python-telegram-bot and aiogram builds them, to be compared with."""
