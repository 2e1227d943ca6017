#include "environment.h"

#include <c10/util/Exception.h>

#include <atomic>
#include <new>
#include <utility>

namespace summnb {

namespace {

std::atomic<bool> interruptFlag{false};
thread_local bool interruptible = true;

struct Failure {
  const char* code;
  std::string message;
};

// A CPU allocation that fails is a plain c10::Error; only its text tells.
bool readsLikeOutOfMemory(const std::string& text) {
  return text.find("DefaultCPUAllocator: can't allocate memory") != std::string::npos ||
         text.find("not enough memory") != std::string::npos;
}

Failure classify() {
  try {
    throw;
  } catch (const HandleError& error) {
    return {"ERR_HANDLE", error.what()};
  } catch (const InterruptedError&) {
    return {"ERR_INTERRUPTED", "Interrupted."};
  } catch (const c10::OutOfMemoryError& error) {
    return {"ERR_OUT_OF_MEMORY", error.what_without_backtrace()};
  } catch (const c10::Error& error) {
    const std::string text = error.what_without_backtrace();
    return {readsLikeOutOfMemory(text) ? "ERR_OUT_OF_MEMORY" : "ERR_TORCH", text};
  } catch (const std::bad_alloc&) {
    return {"ERR_OUT_OF_MEMORY", "The process could not allocate memory."};
  } catch (const std::exception& error) {
    return {"ERR_NATIVE", error.what()};
  } catch (...) {
    return {"ERR_NATIVE", "An unknown native error."};
  }
}

}  // namespace

bool interrupted() { return interruptible && interruptFlag.load(std::memory_order_relaxed); }
void setInterrupted(bool value) { interruptFlag.store(value, std::memory_order_relaxed); }
bool setInterruptible(bool value) { return std::exchange(interruptible, value); }

void rethrow(Napi::Env env, const std::string& where) {
  const Failure failure = classify();
  auto error = Napi::Error::New(env, where.empty() ? failure.message : where + ": " + failure.message);
  error.Set("code", Napi::String::New(env, failure.code));
  throw error;
}

std::pair<std::string, std::string> describeCurrentException() {
  const Failure failure = classify();
  return {failure.code, failure.message};
}

}  // namespace summnb
