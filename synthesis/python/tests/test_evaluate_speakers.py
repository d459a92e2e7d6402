import numpy as np

from testudo_voice.evaluate_speakers import Gaussians, features, report
from testudo_voice.measures import RATE, pitch


def buzz(hertz: float, seed: int, dark: float) -> np.ndarray:
    """Harmonics that fall off, with noise: a hum of its own colour."""
    time = np.arange(2 * RATE) / RATE
    harmonics = sum(np.sin(2 * np.pi * hertz * n * time) * np.exp(-dark * n) for n in range(1, 20))
    return 0.1 * harmonics + 0.003 * np.random.default_rng(seed).standard_normal(len(time))


def test_finds_the_pitch() -> None:
    assert np.allclose(pitch(buzz(125, 0, 0.3))[5:-5], 125, atol=1.5)


def test_tells_speakers_apart_whatever_their_level() -> None:
    known = [buzz(hertz, seed, dark) for hertz, dark in ((110, 0.2), (112, 0.6)) for seed in range(5)]
    classifier = Gaussians.fit(np.stack([features(wave) for wave in known]), np.repeat([0, 1], 5))
    unknown = [0.3 * buzz(111, 9, 0.2), 2 * buzz(111, 9, 0.6)]
    assert classifier.distances(np.stack([features(wave) for wave in unknown])).argmin(1).tolist() == [0, 1]


def test_reports_who_was_taken_for_whom() -> None:
    ours = np.array([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]])
    theirs = np.array([[1.0, 2.0, 3.0], [3.0, 1.0, 2.0]])
    found = report(ours, theirs, np.array([0, 1]))
    assert (found["right"], found["rightOfTeacher"]) == (1, 2)
    assert found["takenFor"] == [["af_alloy", "af_heart"]]
