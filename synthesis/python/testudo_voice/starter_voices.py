# SPDX-License-Identifier: Apache-2.0
"""The voices that the starter ships: how a person is told to choose, and the median pitch of the takes; the first is
the default."""

DESCRIPTIONS = {
    "bf_emma": ("Woman, Britain: clear and composed; recommended for a whole book.", 179.0),
    "bm_george": ("Man, Britain: mature and measured; recommended for a whole book.", 142.0),
    "am_michael": ("Man, United States: deep and lively; recommended for a whole book.", 109.0),
    "af_river": ("Woman, United States: calm and level.", 172.0),
    "af_nicole": ("Woman, United States: soft, as if whispered, and slow.", 146.0),
    "bf_lily": ("Woman, Britain: gentle.", 182.0),
    "bm_daniel": ("Man, Britain: formal.", 122.0),
    "bf_clara": ("Woman, Britain: gentle and clear.", 179.0),
    "af_june": ("Woman, United States: bright and composed.", 183.0),
    "af_wren": ("Woman, United States: calm and firm.", 160.0),
    "bm_hugh": ("Man, Britain: elderly and measured.", 152.0),
    "am_owen": ("Man, United States: deep and even.", 120.0),
    "am_walter": ("Man, United States: old and lively.", 139.0),
}
