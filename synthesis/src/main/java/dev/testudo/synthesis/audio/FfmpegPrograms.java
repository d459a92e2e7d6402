// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Loader;

/**
 * The bundled programs {@code ffmpeg} and {@code ffprobe} where they can run: unpacked into
 * JavaCPP's cache, once per machine.
 *
 * <p>They are linked against libraries of sound cards and screens, which a server lacks and which
 * nothing here calls. Where one is missing, another name of a bundled library stands in for it: the
 * loader asks for no more until a function is called.
 */
final class FfmpegPrograms {
  private static final Set<String> LIBRARIES_OF_DEVICES =
      Set.of(
          "libasound.so.2",
          "libpulse.so.0",
          "libxcb.so.1",
          "libxcb-shm.so.0",
          "libdrm.so.2",
          "libva.so.2",
          "libva-drm.so.2");

  // Have no table of symbol versions, so the loader takes one for any library, with a remark. The
  // first is bundled for x86, the second for ARM.
  private static final List<String> STUB_LIBRARIES = List.of("libdrm.so.2", "libvcos.so");
  private static final String REMARK = "no version information available";
  private static final Pattern MISSING =
      Pattern.compile("error while loading shared libraries: (\\S+): cannot open shared object");

  private static FfmpegPrograms unpacked;

  private final Path folder;
  private final Path standIns;

  private FfmpegPrograms(Path folder) {
    this.folder = folder;
    this.standIns = folder.resolve("stand-ins");
  }

  /**
   * {@return a builder of a process that runs one of them}
   *
   * @throws AudioException if they cannot run on this machine
   */
  static ProcessBuilder command(String name, List<String> arguments) {
    return unpacked().builder(name, arguments);
  }

  /** {@return whether a line of standard error is the loader's remark about a stand-in} */
  static boolean isRemark(String line) {
    return line.contains(REMARK);
  }

  private ProcessBuilder builder(String name, List<String> arguments) {
    List<String> command = Ffmpeg.join(List.of(program(name).toString()), arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    String system = Loader.getPlatform();
    if (system.startsWith("windows")) {
      environment.merge("PATH", folder.toString(), (path, own) -> own + File.pathSeparator + path);
    } else if (system.startsWith("macosx")) {
      environment.put("DYLD_LIBRARY_PATH", folder.toString());
    } else {
      environment.put("LD_LIBRARY_PATH", folder + File.pathSeparator + standIns);
    }
    return builder;
  }

  private Path program(String name) {
    return folder.resolve(Loader.getPlatform().startsWith("windows") ? name + ".exe" : name);
  }

  private static synchronized FfmpegPrograms unpacked() {
    if (unpacked == null) {
      unpacked = unpack();
    }
    return unpacked;
  }

  private static FfmpegPrograms unpack() {
    try {
      Class<?> place = org.bytedeco.ffmpeg.ffmpeg.class;
      FfmpegPrograms programs =
          new FfmpegPrograms(Loader.cacheResource(place, Loader.getPlatform()).toPath());
      for (String name : List.of("ffmpeg", "ffprobe")) {
        File program = programs.program(name).toFile();
        if (!program.canExecute() && !program.setExecutable(true)) {
          throw new IOException("\"" + program + "\" cannot be made executable");
        }
      }
      Optional<String> missing = programs.missingLibrary();
      for (int tries = 0; missing.isPresent() && tries < LIBRARIES_OF_DEVICES.size(); tries++) {
        programs.writeStub(missing.get());
        missing = programs.missingLibrary();
      }
      return programs;
    } catch (IOException e) {
      throw new AudioException("Cannot unpack the bundled ffmpeg: " + e.getMessage(), e);
    }
  }

  private Optional<String> missingLibrary() throws IOException {
    Process process = builder("ffmpeg", List.of("-version")).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher matcher = MISSING.matcher(said);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private void writeStub(String library) throws IOException {
    if (!LIBRARIES_OF_DEVICES.contains(library)) {
      throw new AudioException(
          "Cannot run the bundled ffmpeg: this machine lacks " + library + "; install it");
    }
    Files.createDirectories(standIns);
    try {
      Path standIn =
          STUB_LIBRARIES.stream()
              .map(folder::resolve)
              .filter(Files::exists)
              .findFirst()
              .orElseThrow(() -> new IOException(library + " is missing; install it"));
      Files.createSymbolicLink(standIns.resolve(library), standIn.toAbsolutePath());
    } catch (FileAlreadyExistsException e) {
      // Another process was faster.
    }
  }
}
