"""What to do about a capture: for each category what it means, how to begin to talk, what not to do, and whom to call
(FEATURES row C10). Our own words; for England's primary schools."""

from appliance.guidance.advice import Advice, Contact, advice_on

__all__ = ["Advice", "Contact", "advice_on"]
