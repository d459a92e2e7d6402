# SPDX-License-Identifier: Apache-2.0
"""The voices that the starter ships: how a person is told to choose, and the median pitch of the takes; the first is
the default."""

DESCRIPTIONS = {
    "bf_emma": ("Woman, Britain: clear and composed; recommended for a whole book.", 178.0),
    "bm_george": ("Man, Britain: mature and measured; recommended for a whole book.", 140.0),
    "am_michael": ("Man, United States: deep and lively; recommended for a whole book.", 112.0),
    "af_river": ("Woman, United States: calm and level.", 178.0),
    "af_heart": ("Woman, United States: warm and even.", 195.0),
    "af_nicole": ("Woman, United States: soft, as if whispered, and slow.", 143.0),
    "af_kore": ("Woman, United States: firm and clear.", 146.0),
    "af_alloy": ("Woman, United States: neutral.", 142.0),
    "am_eric": ("Man, United States: clear and businesslike.", 157.0),
    "am_santa": ("Man, United States: old and jolly.", 165.0),
    "bf_lily": ("Woman, Britain: gentle.", 176.0),
    "bm_daniel": ("Man, Britain: formal.", 124.0),
}
