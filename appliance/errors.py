"""Errors that a person can act on. Each carries one clear sentence; the CLI prints it, the console shows it."""


class LollipopError(Exception):
    """Anything we foresaw going wrong. `str(error)` is a sentence for the person who can act."""


class ConfigError(LollipopError):
    """A settings or data file is wrong: the sentence names file, key and value."""


class LibraryError(LollipopError):
    """A keyword library is wrong: the sentence names file, term and reason."""


class StorageError(LollipopError):
    """The store could not read or write now. What was to be written is still in the spool."""


class RowError(StorageError):
    """One row cannot be read or written as it is. The rest of the store can."""


class WireError(LollipopError):
    """Another process sent something that is not a message, or went away in the middle of one."""


class CoreAwayError(LollipopError):
    """`core` does not answer: it is starting, stopping or not running."""


class NetworkError(LollipopError):
    """The network could not be set up as asked, or `network` refused the command."""


class MachineError(LollipopError):
    """The machine under Lollipop could not do as asked: the sentence says why, and what to do."""


class CaError(LollipopError):
    """The school's certificate authority is missing, unreadable or already there."""


class PolicyError(LollipopError):
    """A term, a switch or an ignore entry of the school's own cannot be taken: the sentence says which, and why."""


class DeviceError(LollipopError):
    """A device cannot be found or changed as asked."""


class PaperError(LollipopError):
    """A PDF could not be made."""


class PeopleError(LollipopError):
    """A list of people, a group or a password cannot be taken: the sentence says where it is wrong, and why."""


class CategoryError(LollipopError):
    """A list of hosts cannot be taken: the sentence names list or file, and why. What was in force still is."""


class AccessError(LollipopError):
    """A rule, a change or a lesson cannot be taken: the sentence says which, and why. What was in force still is."""


class AupError(LollipopError):
    """Rules that people accept cannot be taken as they are written."""


class PictureError(LollipopError):
    """A picture that somebody sent cannot be taken: the sentence says why."""


class MailError(LollipopError):
    """A mail, or a setting of mail, cannot be taken."""


class EvidenceError(LollipopError):
    """A picture from a helper cannot be kept, read or shown: the sentence says why."""


class ConfideError(LollipopError):
    """Something of Confide cannot be opened, sealed or taken: the sentence says why."""


class ExtensionError(LollipopError):
    """The browser's helper could not be packed, or its package is broken."""
