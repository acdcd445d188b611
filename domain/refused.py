"""How a rule says no: a message id and the facts that its sentence needs. The router turns it into words."""


class Refused(Exception):
    """A rule said no. `key` is the id of the sentence in `texts/locales`, `facts` fill its blanks."""

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(key)
        self.key = key
        self.facts = facts
