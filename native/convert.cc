#include "convert.h"

#include <ATen/ATen.h>

#include <cmath>
#include <sstream>

namespace summnb {

int64_t integer(const Napi::Value& value) {
  if (!value.IsNumber()) throw std::invalid_argument("A number was expected.");
  return value.As<Napi::Number>().Int64Value();
}

std::vector<int64_t> integers(const Napi::Value& value) {
  if (!value.IsArray()) throw std::invalid_argument("An array of whole numbers was expected.");
  const auto array = value.As<Napi::Array>();
  std::vector<int64_t> result(array.Length());
  for (uint32_t i = 0; i < array.Length(); i++) result[i] = integer(array[i]);
  return result;
}

namespace {

// JavaScript has one kind of number. A whole number becomes an integer scalar, so that an integer tensor
// stays one; for floating-point tensors the result is the same.
c10::IValue scalar(const Napi::Value& value) {
  if (value.IsBoolean()) return value.As<Napi::Boolean>().Value();
  if (!value.IsNumber()) throw std::invalid_argument("A number was expected.");
  const double number = value.As<Napi::Number>().DoubleValue();
  const bool whole = std::nearbyint(number) == number && std::abs(number) < 9007199254740992.0;
  if (whole) return static_cast<int64_t>(number);
  return number;
}

template <typename T, typename Convert>
c10::IValue list(const Napi::Value& value, Convert convert) {
  if (!value.IsArray()) throw std::invalid_argument("An array was expected.");
  const auto array = value.As<Napi::Array>();
  c10::List<T> result;
  result.reserve(array.Length());
  for (uint32_t i = 0; i < array.Length(); i++) result.push_back(convert(Napi::Value(array[i])));
  return result;
}

c10::IValue toList(Handles& handles, const Napi::Value& value, const c10::Type& element) {
  switch (element.kind()) {
    case c10::TypeKind::TensorType:
      return list<at::Tensor>(value, [&](const Napi::Value& v) { return handles.get(integer(v)); });
    case c10::TypeKind::IntType:
    case c10::TypeKind::SymIntType:
      return list<int64_t>(value, integer);
    case c10::TypeKind::FloatType:
      return list<double>(value, [](const Napi::Value& v) { return v.As<Napi::Number>().DoubleValue(); });
    case c10::TypeKind::BoolType:
      return list<bool>(value, [](const Napi::Value& v) { return v.As<Napi::Boolean>().Value(); });
    case c10::TypeKind::OptionalType:
      return list<std::optional<at::Tensor>>(value, [&](const Napi::Value& v) -> std::optional<at::Tensor> {
        if (v.IsNull() || v.IsUndefined()) return std::nullopt;
        return handles.get(integer(v));
      });
    default:
      throw std::invalid_argument("Lists of " + element.str() + " are not supported.");
  }
}

}  // namespace

c10::IValue toIValue(Handles& handles, const Napi::Value& value, const c10::Type& type) {
  switch (type.kind()) {
    case c10::TypeKind::TensorType:
      return handles.get(integer(value));
    case c10::TypeKind::IntType:
    case c10::TypeKind::SymIntType:
    case c10::TypeKind::ScalarTypeType:
    case c10::TypeKind::LayoutType:
    case c10::TypeKind::MemoryFormatType:
      return integer(value);
    case c10::TypeKind::FloatType:
      if (!value.IsNumber()) throw std::invalid_argument("A number was expected.");
      return value.As<Napi::Number>().DoubleValue();
    case c10::TypeKind::NumberType:
      return scalar(value);
    case c10::TypeKind::BoolType:
      if (!value.IsBoolean()) throw std::invalid_argument("A boolean was expected.");
      return value.As<Napi::Boolean>().Value();
    case c10::TypeKind::StringType:
      if (!value.IsString()) throw std::invalid_argument("A string was expected.");
      return value.As<Napi::String>().Utf8Value();
    case c10::TypeKind::DeviceObjType:
      return c10::Device(value.As<Napi::String>().Utf8Value());
    case c10::TypeKind::OptionalType:
      if (value.IsUndefined() || value.IsNull()) return c10::IValue();
      return toIValue(handles, value, *type.castRaw<c10::OptionalType>()->getElementType());
    case c10::TypeKind::ListType:
      return toList(handles, value, *type.castRaw<c10::ListType>()->getElementType());
    default:
      throw std::invalid_argument("Arguments of type " + type.str() + " are not supported.");
  }
}

Napi::Value fromIValue(Napi::Env env, Handles& handles, const c10::IValue& value) {
  if (value.isTensor()) {
    if (!value.toTensor().defined()) return env.Null();
    return Napi::Number::New(env, static_cast<double>(handles.put(value.toTensor())));
  }
  if (value.isNone()) return env.Null();
  if (value.isInt()) return Napi::Number::New(env, static_cast<double>(value.toInt()));
  if (value.isDouble()) return Napi::Number::New(env, value.toDouble());
  if (value.isBool()) return Napi::Boolean::New(env, value.toBool());
  if (value.isScalar()) return Napi::Number::New(env, value.toScalar().toDouble());
  if (value.isString()) return Napi::String::New(env, value.toStringRef());
  if (value.isTensorList()) {
    const auto tensors = value.toTensorVector();
    auto array = Napi::Array::New(env, tensors.size());
    for (size_t i = 0; i < tensors.size(); i++)
      array[static_cast<uint32_t>(i)] = Napi::Number::New(env, static_cast<double>(handles.put(tensors[i])));
    return array;
  }
  throw std::invalid_argument("Results of type " + value.tagKind() + " are not supported.");
}

std::string describe(const at::Tensor& tensor) {
  if (!tensor.defined()) return "undefined";
  std::ostringstream text;
  text << c10::toString(tensor.scalar_type()) << tensor.sizes() << " on " << tensor.device();
  return text.str();
}

}  // namespace summnb
