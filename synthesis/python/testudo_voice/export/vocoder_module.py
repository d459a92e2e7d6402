"""A vocoder as `vocoder.pt`: a natural-log mel to a waveform."""

import torch
from torch import Tensor, nn


class VocoderModule(nn.Module):
    """Wraps a network of `forward(mel [1, bands, S]) -> [1, S x hop]`."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network
        self.precision = nn.Parameter(torch.zeros(1), requires_grad=False)  # that of the weights

    @torch.jit.export
    def waveform(self, mel: Tensor, key: Tensor) -> Tensor:
        """[bands, S] to [S x hop] within [-1, 1]; this kind of vocoder draws nothing by the key."""
        wave = self.network(mel.to(self.precision).unsqueeze(0))
        return wave.reshape(-1).float().clamp(-1.0, 1.0)
