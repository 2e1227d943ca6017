// One thread of the environment's own for long native work (backward). A single thread, because OpenMP keeps a
// team of workers for each thread that enters it.
#pragma once
#include <napi.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace summnb {

class Worker {
 public:
  explicit Worker(Napi::Env env);
  ~Worker();
  /// Runs `work` on the thread; the promise resolves with undefined or rejects with a typed error.
  Napi::Value run(Napi::Env env, std::function<void()> work);

 private:
  struct Job {
    std::function<void()> work;
    Napi::Promise::Deferred deferred;
    std::string code;
    std::string message;
  };
  void loop();

  Napi::ThreadSafeFunction settle_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job*> jobs_;
  bool stopping_ = false;
  size_t pending_ = 0;
  std::thread thread_;
};

/// Code and message of the exception that is being handled.
std::pair<std::string, std::string> describeCurrentException();

}  // namespace summnb
