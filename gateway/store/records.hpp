// The model's nouns as bytes and back. Each record begins with its version, so that old rows stay readable.
#pragma once
#include <string>
#include <string_view>
#include "gateway/pipeline/conversation_store.hpp"

namespace sapa::store {

std::string pack(const mo_message& message);
std::string pack(const mt_message& message);
std::string pack(const core_question& question);
std::string pack(const promise& made);
std::string pack(const sms_part& part);

// What the person said is gone; who said it and when stays.
void blank(mo_message& message);

// Throw std::runtime_error on a version that this program does not know.
mo_message unpack_mo_message(std::string_view bytes);
mt_message unpack_mt_message(std::string_view bytes);
core_question unpack_core_question(std::string_view bytes);
promise unpack_promise(std::string_view bytes);
sms_part unpack_sms_part(std::string_view bytes);

}  // namespace sapa::store
