"""Query parameters that say how a reader came, not what is read: identity and clean links drop them.

Names are from the vendors' own pages (Google Analytics "utm" campaign parameters, Google Ads click ids, Meta, Microsoft
Advertising, Yandex, Matomo `mtm_`/`pk_`, AT Internet `at_`/`xtor`, comScore `ns_`, Mailchimp, HubSpot, Marketo, Eloqua,
Adobe, Webtrekk, Taboola, Outbrain) and from the general parts of three public lists: AdGuard's URL tracking
filter, Mozilla's query stripping list and ClearURLs. A name stands here only if no site is known to choose an article
by it; what is unknown is kept. These tables decide identity: entries may be added for names never seen, none taken out.
"""

import re

_PREFIXES = (
    "utm_", "utm-", "hsa_", "_hs", "__hs", "mtm_", "matomo_", "piwik_", "at_", "mc_", "ns_", "oly_", "vero_", "itm_",
    "ga_", "guce_", "elq", "cm_mmc", "cm_ven", "cm_cat", "cm_pla", "cm_ite", "cm_sp", "cm_re", "wt.", "wt_mc",
    "wtmc", "wt_zmc", "wt_zsrc", "trk_", "stm_", "asc_", "fb_action_", "action_object_", "action_ref_",
    "action_type_", "ml_subscriber", "amp_", "_branch_", "__twitter_",
)  # fmt: skip

_NAMES = frozenset(
    name
    for line in (
        "fbclid fb_ref fb_source fb_comment_id fbc gclid gclsrc dclid gbraid wbraid gad_source gad_campaignid srsltid",
        "msclkid twclid ttclid igshid igsh yclid ysclid ymclid _openstat li_fat_id mkt_tok rdt_cid epik irclickid",
        "irgwc sccid awclid awc tduid tblci tbclid dicbo oborigurl outbrain taboola ndclid nb_platform sznclid vmcid",
        "wickedid wickedsource s_cid s_kwcid sc_cid sc_src sc_channel cmpid cmp campid cmp_id cid_source intcmp int_cmp",
        "int_source int_medium int_campaign icid icmp iclid itid tpcc ocid partner_ref xtor xtref xts xtcr xtnp",
        "wtrid wt_cc1 wt_cc2 guccounter tsrc .tsrc soc_src soc_trk spm scm sref share_from sharefrom share_source",
        "shareid share_id sharetype sr_share sh_src sfnsn mibextid trk trkcampaign trkinfo mkcid mkevt mkrid __s _kx",
        "_ke klaviyo nr_email_referer bsft_clkid bsft_uid email_source email_referrer dm_i ems_l emci emdi auctid",
        "pk_campaign pk_kwd pk_keyword pk_source pk_medium pk_content pk_cid ck_subscriber_id ref_src ref_url referrer",
        "referer refsrc referral reflink r_src traffic_source trafficsource usqp aoh phpsessid jsessionid aspsessionid",
        "cfid cftoken __cf_chl_tk __cf_chl_rt_tk __cf_chl_jschl_tk__ __cf_chl_f_tk _ga _gl _x_tr_sl _x_tr_tl _x_tr_hl",
        "_x_tr_pto maca oref",
    )
    for name in line.split()
)

# names that some sites choose articles by: dropped only with a value that names a channel
_BY_VALUE = frozenset(
    {
        "ref",
        "source",
        "src",
        "from",
        "via",
        "partner",
        "feature",
        "traffic",
        "campaign",
        "medium",
        "origin",
        "rss",
        "feed",
        "share",
    }
)
_CHANNEL = re.compile(
    r"(?:rss|atom|feed|feeds|fb|facebook|twitter|tw|x|telegram|tg|tgm|whatsapp|wa|viber|vk|ok|odnoklassniki|zen|yandex"
    r"|yxnews|dzen|google|googlenews|gnews|bing|yahoo|flipboard|smartnews|newsbreak|upday|linkedin|instagram|pinterest|reddit"
    r"|tumblr|pocket|skype|xing|mastodon|bluesky|threads|hackernews|line|wechat|weibo|mail|email|e-?mail|newsletter|nl|push|app|android|ios|iphone|mobile|home|homepage|hp|front"
    r"|frontpage|social|share|sharebar|copylink|copy|link|sitemap|syndication|mainpage|main|1|true|yes)"
    r"(?:[-_.](?:rss|feed|share|link|news|top|main|head|headlines?|story|sharing|web|button|page|app|widget))*\Z",
    re.I,
)
# `ref` is used freely ("ref=hl_latest", "ref=sidebar"): everything but a number or a long code is a channel
_REF_ID = re.compile(r"(?=[^&]*\d{4})[\w-]+\Z|[0-9a-f-]{16,}\Z", re.I)

_BY_HOST: tuple[tuple[str, frozenset[str]], ...] = (
    ("nytimes.com", frozenset({"smid", "smtyp", "smprod", "emc", "partner"})),
    ("wsj.com", frozenset({"mod", "st", "reflink"})),
    ("marketwatch.com", frozenset({"mod", "siteid"})),
    ("barrons.com", frozenset({"mod"})),
    ("news.google.com", frozenset({"oc", "hl", "gl", "ceid"})),
    ("youtube.com", frozenset({"si", "feature", "pp", "ab_channel"})),
    ("medium.com", frozenset({"source"})),
    ("twitter.com", frozenset({"s", "t"})),
    ("x.com", frozenset({"s", "t"})),
)


def is_tracking(name: str, value: str | None, host: str) -> bool:
    """Whether the parameter says nothing about which article it is. `host` without "www."."""
    name = name.lower()
    if name in _NAMES or name.startswith(_PREFIXES):
        return True
    if name in _BY_VALUE:
        if not value or _CHANNEL.match(value):
            return True
        return name == "ref" and not _REF_ID.match(value)
    return any(name in names and (host == owner or host.endswith("." + owner)) for owner, names in _BY_HOST)
