// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.SynthesisException.Category;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TorchFailuresTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OUT_OF_MEMORY | CUDA out of memory. Tried to allocate 2.00 GiB",
        "OUT_OF_MEMORY | CUDA error: out of memory",
        "OUT_OF_MEMORY | DefaultCPUAllocator: can't allocate memory: you tried to allocate 9"
            + " bytes.",
        "OUT_OF_MEMORY | [enforce fail] DefaultCPUAllocator: not enough memory",
        "OUT_OF_MEMORY | CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling"
            + " `cublasCreate(handle)`",
        "OUT_OF_MEMORY | cuDNN error: CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED",
        "DEVICE | CUDA error: an illegal memory access was encountered",
        "DEVICE | CUDA error: device-side assert triggered",
        "DEVICE | cuDNN error: CUDNN_STATUS_EXECUTION_FAILED",
        "DEVICE | CUBLAS_STATUS_EXECUTION_FAILED when calling cublasSgemm",
        "MODEL | Method 'steps' is not defined",
      })
  void areToldApartByTheirMessage(Category category, String message) {
    assertThat(TorchFailures.of(new IllegalStateException(message)).category()).isEqualTo(category);
  }

  @Test
  void giveTheReasonAtTheEndOfATraceback() {
    SynthesisException failure =
        TorchFailures.of(
            new IllegalStateException("Traceback:\n  File x\nRuntimeError: bad shape\n"));
    assertThat(failure).hasMessage("Synthesis failed: RuntimeError: bad shape");
  }

  @Test
  void keepWhatIsKnownAlready() {
    SynthesisException known = new SynthesisException(Category.INPUT, "Cannot speak");
    assertThat(TorchFailures.of(known)).isSameAs(known);
    assertThat(TorchFailures.of(new OutOfMemoryError("Java heap space")).category())
        .isEqualTo(Category.OUT_OF_MEMORY);
  }

  @Test
  void tellsTheReasonAndNotTheFramesThatFollowIt() {
    String message =
        """
        it->second->use_count > 0 INTERNAL ASSERT FAILED at "CUDACachingAllocator.cpp":2799
        Exception raised from create_or_incref_pool at CUDACachingAllocator.cpp:2799 (most recent call first):
        frame #0: c10::Error::Error(c10::SourceLocation, std::string) + 0x9d (0x7ff5 in libc10.so)
        frame #5: [0x7ff534c6c5da]
        """;
    assertThat(TorchFailures.of(new IllegalStateException(message)))
        .hasMessage(
            "Synthesis failed: it->second->use_count > 0 INTERNAL ASSERT FAILED at"
                + " \"CUDACachingAllocator.cpp\":2799");
  }

  @Test
  void tellsTheReasonAndNotTheAdviceThatFollowsIt() {
    String message =
        """
        Traceback of TorchScript (most recent call last):
        RuntimeError: CUDA error: an illegal memory access was encountered
        CUDA kernel errors might be asynchronously reported at some other API call
        For debugging consider passing CUDA_LAUNCH_BLOCKING=1
        """;
    assertThat(TorchFailures.of(new IllegalStateException(message)))
        .hasMessage(
            "Synthesis failed: RuntimeError: CUDA error: an illegal memory access was encountered");
  }
}
