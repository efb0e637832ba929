"""The pages of a campaign for who asks: make it, look at it as those invited will, invite, send, follow, end."""

from pan2_assess.web.campaigns import ending, files, following, inviting, making, sending
from pan2_assess.web.campaigns.blueprint import blueprint

__all__ = ["blueprint", "ending", "files", "following", "inviting", "making", "sending"]
