"""What stands where a list should be: challenge pages, consent walls and the like, told from their own words."""

import re

_SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(pattern, re.I))
    for reason, pattern in (
        (
            "a challenge page for browsers instead of the list",
            r"<title[^>]*>\s*(?:just a moment|attention required|checking your browser|ddos[- ]?guard|please wait\b|one moment, please"
            r"|security check|verifying (?:you are human|your browser)|pardon our interruption|are you a (?:robot|human)|robot check"
            r"|human verification|bot verification|client challenge|vercel security checkpoint|проверка браузера)"
            r"|cf-browser-verification|cf_chl_opt|_incapsula_resource|captcha-delivery\.com|px-captcha|sucuri_cloudproxy_js"
            r"|awswafintegration|enable javascript and cookies to continue|geetest|h-captcha|g-recaptcha-response",
        ),
        (
            "a cookie or consent wall instead of the list",
            r"<title[^>]*>\s*(?:before you continue|bevor sie (?:zu|fortfahren)|avant d.acc[eé]der|your privacy|cookie consent|consent)\b"
            r"|consent\.(?:google|yahoo|youtube)\.|guce\.|/consent-management|cookie-?wall|consent-?wall|privacy-?gate",
        ),
        (
            "a refusal instead of the list",
            r"<title[^>]*>[^<]{0,60}(?:access denied|403 forbidden|forbidden|request (?:blocked|rejected)|blocked|unavailable in your region"
            r"|451 unavailable)",
        ),
        (
            "an error page instead of the list",
            r"<title[^>]*>[^<]{0,60}(?:not found|404|page introuvable|nicht gefunden|no encontrad|не найден|error 5\d\d|bad gateway"
            r"|service unavailable|internal server error|maintenance|under construction)",
        ),
        (
            "a parked domain instead of the list",
            r"domain (?:is|may be) for sale|this domain is parked|sedoparking|parkingcrew|buy this domain",
        ),
        (
            "a login page instead of the list",
            r"<title[^>]*>\s*(?:log ?in|sign ?in|anmelden|einloggen|connexion|iniciar sesi)",
        ),
    )
)
_SAMPLE = 60_000


def wall(text: str) -> str | None:
    """What an HTML page without links to articles is, in plain words; None if nothing tells."""
    sample = text[:_SAMPLE]
    return next((reason for reason, sign in _SIGNS if sign.search(sample)), None)
