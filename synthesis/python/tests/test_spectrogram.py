# SPDX-License-Identifier: Apache-2.0
import pytest
import torch
from conftest import Golden, assert_near, parity_file

from testudo_voice.spectrogram import (
    AUTOREGRESSIVE,
    DIFFUSION,
    LogMelSpectrogram,
    filterbank,
    resample,
)


@pytest.fixture(scope="module")
def golden() -> Golden:
    return Golden("mel-spectrograms")


def test_filterbanks(golden: Golden) -> None:
    assert_near(filterbank(AUTOREGRESSIVE).t(), golden["filterbank_ar_htk_513x80"], 1e-6)
    assert_near(filterbank(DIFFUSION), golden["filterbank_univnet_slaney_100x513"], 1e-6)


def test_mels_of_a_clip(golden: Golden) -> None:
    mel = LogMelSpectrogram(AUTOREGRESSIVE)(golden["wav22050"])
    assert_near(mel, golden["mel_ar_unnormed"], 1e-3)
    norms = torch.load(parity_file("data/mel_norms.pth"))
    assert_near(mel / norms.view(1, -1, 1), golden["mel_ar_normed"], 1e-3)
    assert_near(LogMelSpectrogram(DIFFUSION)(golden["wav24000"]), golden["mel_univnet"], 1e-3)


def test_conditioning_mels_have_the_official_lengths(golden: Golden) -> None:
    clip = torch.nn.functional.pad(golden["wav22050"], (0, 132_300 - 22_050))
    mel = LogMelSpectrogram(AUTOREGRESSIVE)(clip) / golden["mel_norms"].view(1, -1, 1)
    assert mel.size(2) == golden["ar_conditioning_frames"]
    assert_near(mel[:, :, :110], golden["ar_conditioning_mel_zero_padded_132300_frames_0_110"], 1e-3)
    assert_near(mel[:, :, 514:], golden["ar_conditioning_mel_zero_padded_132300_frames_514_517"], 1e-3)


def test_resampling(golden: Golden) -> None:
    actual = resample(golden["wav22050"][0], 22_050, 24_000)
    assert_near(actual.unsqueeze(0), golden["wav22050_resampled_to_24000"], 1e-5)
    there_and_back = resample(actual, 24_000, 22_050)
    assert there_and_back.shape == (22_050,)
