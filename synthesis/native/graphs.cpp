// Captures the engine's work on a GPU as a CUDA graph, which is then given to the device at once. Called by
// dev.testudo.synthesis.torch.CudaGraphs; loaded into the engine's process as its extra library.
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDAFunctions.h>
#include <c10/cuda/CUDAStream.h>
#include <jni.h>

#include <exception>
#include <memory>

namespace {

// The graphs that live share one pool of memory: they run one after the other on one stream, and nothing that lives
// longer than a run is allocated in them. The pool ends with the last of them and must not be used again then.
std::shared_ptr<at::cuda::MempoolId_t> shared_pool() {
  static std::weak_ptr<at::cuda::MempoolId_t> last;
  std::shared_ptr<at::cuda::MempoolId_t> pool = last.lock();
  if (!pool) last = pool = std::make_shared<at::cuda::MempoolId_t>(at::cuda::graph_pool_handle());
  return pool;
}

struct Graph {
  explicit Graph(int device) : device(device), before(c10::cuda::getCurrentCUDAStream(device)), pool(shared_pool()) {}
  const int device;
  const c10::cuda::CUDAStream before;  // of the thread that captures
  const std::shared_ptr<at::cuda::MempoolId_t> pool;
  at::cuda::CUDAGraph work;
};

template <typename Call>
jlong guarded(JNIEnv* env, Call call) {
  try {
    return call();
  } catch (const std::exception& failure) {
    env->ThrowNew(env->FindClass("ai/djl/engine/EngineException"), failure.what());
    return 0;
  }
}

Graph* graph_of(jlong handle) { return reinterpret_cast<Graph*>(handle); }

}  // namespace

extern "C" {

// What this thread gives the device goes to a stream of its own from now on, after all that the device was given before.
// Streams of high priority and others are never the same one, so nothing is recorded that another thread gives.
JNIEXPORT void JNICALL Java_dev_testudo_synthesis_torch_CudaGraphs_ownStream(JNIEnv* env, jclass, jint device, jboolean first) {
  guarded(env, [&]() -> jlong {
    c10::cuda::set_device(static_cast<c10::DeviceIndex>(device));
    c10::cuda::device_synchronize();
    c10::cuda::setCurrentCUDAStream(c10::cuda::getStreamFromPool(first == JNI_TRUE, static_cast<c10::DeviceIndex>(device)));
    return 0;
  });
}

// What this thread gives the device from now on is recorded and not done.
JNIEXPORT jlong JNICALL Java_dev_testudo_synthesis_torch_CudaGraphs_begin(JNIEnv* env, jclass, jint device) {
  return guarded(env, [&]() -> jlong {
    c10::cuda::set_device(static_cast<c10::DeviceIndex>(device));
    auto graph = std::make_unique<Graph>(device);
    graph->before.synchronize();
    c10::cuda::setCurrentCUDAStream(c10::cuda::getStreamFromPool(true, static_cast<c10::DeviceIndex>(device)));
    try {
      // Other threads may go on: only what this one does is recorded.
      graph->work.capture_begin(*graph->pool, cudaStreamCaptureModeThreadLocal);
    } catch (...) {
      c10::cuda::setCurrentCUDAStream(graph->before);
      throw;
    }
    return reinterpret_cast<jlong>(graph.release());
  });
}

JNIEXPORT void JNICALL Java_dev_testudo_synthesis_torch_CudaGraphs_end(JNIEnv* env, jclass, jlong handle) {
  guarded(env, [&]() -> jlong {
    Graph* graph = graph_of(handle);
    try {
      graph->work.capture_end();
    } catch (...) {
      c10::cuda::setCurrentCUDAStream(graph->before);
      throw;
    }
    c10::cuda::setCurrentCUDAStream(graph->before);
    return 0;
  });
}

JNIEXPORT void JNICALL Java_dev_testudo_synthesis_torch_CudaGraphs_replay(JNIEnv* env, jclass, jlong handle) {
  guarded(env, [&]() -> jlong {
    c10::cuda::set_device(static_cast<c10::DeviceIndex>(graph_of(handle)->device));
    graph_of(handle)->work.replay();
    return 0;
  });
}

JNIEXPORT void JNICALL Java_dev_testudo_synthesis_torch_CudaGraphs_release(JNIEnv* env, jclass, jlong handle) {
  guarded(env, [&]() -> jlong {
    delete graph_of(handle);
    return 0;
  });
}
}
