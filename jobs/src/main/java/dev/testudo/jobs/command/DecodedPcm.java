// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.library.PcmReader;
import dev.testudo.synthesis.Waveform;
import dev.testudo.synthesis.audio.DecodedFlac;
import dev.testudo.synthesis.audio.Flac;
import dev.testudo.synthesis.audio.PcmDigest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Decodes through the codec library: takes in memory, chapters by way of a local file. */
final class DecodedPcm implements PcmReader {
  @Override
  public Pcm read(InputStream encoded) throws IOException {
    Path file = Files.createTempFile("testudo-verify-", ".flac");
    try {
      Files.copy(encoded, file, StandardCopyOption.REPLACE_EXISTING);
      DecodedFlac flac = DecodedFlac.of(file);
      return new Pcm(flac.pcmSha256(), flac.samples(), flac.sampleRateHz());
    } finally {
      Files.delete(file);
    }
  }

  @Override
  public Pcm readTake(byte[] flac) {
    Waveform take = Flac.decode(flac);
    return new Pcm(PcmDigest.of(take), take.samples().length, take.sampleRateHz());
  }
}
