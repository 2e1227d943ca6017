#include "worker.h"

#include <ATen/Parallel.h>

namespace summnb {

Worker::Worker(Napi::Env env)
    : settle_(Napi::ThreadSafeFunction::New(
          env, Napi::Function::New(env, [](const Napi::CallbackInfo&) {}), "summnb", 0, 1)),
      thread_([this] { loop(); }) {
  settle_.Unref(env);
}

Worker::~Worker() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
  settle_.Release();
}

Napi::Value Worker::run(Napi::Env env, std::function<void()> work) {
  auto* job = new Job{std::move(work), Napi::Promise::Deferred(env), "", ""};
  const Napi::Value promise = job->deferred.Promise();
  // While work is under way the process must not end; afterwards it may.
  if (pending_++ == 0) settle_.Ref(env);
  {
    std::lock_guard lock(mutex_);
    jobs_.push_back(job);
  }
  wake_.notify_one();
  return promise;
}

void Worker::loop() {
  at::init_num_threads();
  for (;;) {
    Job* job;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
      if (stopping_) return;
      job = jobs_.front();
      jobs_.pop_front();
    }
    try {
      job->work();
    } catch (...) {
      std::tie(job->code, job->message) = describeCurrentException();
    }
    job->work = nullptr;
    settle_.BlockingCall([this, job](Napi::Env env, Napi::Function) {
      if (--pending_ == 0) settle_.Unref(env);
      if (job->code.empty()) {
        job->deferred.Resolve(env.Undefined());
      } else {
        auto error = Napi::Error::New(env, job->message);
        error.Set("code", Napi::String::New(env, job->code));
        job->deferred.Reject(error.Value());
      }
      delete job;
    });
  }
}

}  // namespace summnb
