// The rules of reference/smpp.md 1.5 and TS 23.040 9.2.3.24.1.
#include "adapters/sms/reassembly.hpp"

#include <algorithm>
#include <functional>

namespace sapa::sms {
namespace {

std::size_t hash_of(const part_in& part)
{
    return std::hash<std::string_view>{}(part.octets) ^ (std::size_t{part.data_coding} << 1);
}

std::optional<concatenation_info> read_sar(const smpp::pdu& whole)
{
    const auto ref = whole.number(smpp::tag::sar_msg_ref_num);
    const auto total = whole.number(smpp::tag::sar_total_segments);
    const auto part = whole.number(smpp::tag::sar_segment_seqnum);
    if (!ref || !total || !part || *total > 255 || *part < 1 || *part > *total)
        return std::nullopt;
    return concatenation_info{static_cast<std::uint16_t>(*ref), true, static_cast<std::uint8_t>(*total),
                              static_cast<std::uint8_t>(*part)};
}

template <class Request>
part_in make_part(const Request& mo, const smpp::pdu& whole, std::string_view octets)
{
    const auto data = read_user_data(octets, (mo.esm_class & smpp::esm::udhi) != 0);
    part_in out{.source = mo.source_addr, .destination = mo.destination_addr, .data_coding = mo.data_coding};
    out.octets = data.text;
    out.concatenated = data.concatenated ? data.concatenated : read_sar(whole);
    out.shift = data.shift;
    out.fill_bits = data.fill_bits;
    return out;
}

std::string_view payload_of(const smpp::pdu& whole)
{
    const auto* payload = whole.find(smpp::tag::message_payload);
    return payload ? std::string_view{payload->value} : std::string_view{};
}

}  // namespace

part_in to_part(const smpp::deliver_sm& mo, const smpp::pdu& whole)
{
    return make_part(mo, whole, mo.short_message.empty() ? payload_of(whole) : mo.short_message);
}

part_in to_part(const smpp::data_sm& mo, const smpp::pdu& whole)
{
    return make_part(mo, whole, payload_of(whole));
}

reassembly::reassembly(reassembly_limits limits, text_settings account) : limits_(limits), account_(account)
{
}

reassembly_result reassembly::add(part_in part, instant now)
{
    reassembly_result out{.outcome = part_outcome::whole, .messages = expire(now)};
    forget_completed(now);
    const auto info = part.concatenated;
    if (!info || info->total < 2 || info->total > limits_.parts_max) {
        joined_message alone{.source = std::move(part.source), .destination = std::move(part.destination)};
        alone.text = decode_text(part.octets, part.data_coding, account_, part.shift, part.fill_bits);
        alone.data_coding = part.data_coding;
        alone.tokens.push_back(part.token);
        out.messages.push_back(std::move(alone));
        return out;
    }
    const set_key key{part.source, part.destination, info->ref, info->wide};
    if (completed_before(key, part, now)) {
        out.outcome = part_outcome::duplicate;
        return out;
    }
    auto set = sets_.find(key);
    if (set != sets_.end() && !same_message(set->second, part)) {
        // The sender has come round to this reference again: what is left of the old message goes on as it
        // is.
        out.messages.push_back(hand_on(set));
        set = sets_.end();
    }
    if (set == sets_.end())
        set = sets_.try_emplace(key, part_set{.total = info->total}).first;
    else if (set->second.parts.contains(info->part)) {
        out.outcome = part_outcome::duplicate;
        return out;
    }
    insert(set, std::move(part), now);
    if (set->second.parts.size() == set->second.total) {
        remember(key, set->second, now);
        out.messages.push_back(hand_on(set));
        return out;
    }
    out.outcome = part_outcome::kept;
    make_room(key.source, out.messages);
    return out;
}

void reassembly::take_out(const part_in& part)
{
    const auto info = part.concatenated.value_or(concatenation_info());
    const auto set = sets_.find(set_key{part.source, part.destination, info.ref, info.wide});
    if (set == sets_.end())
        return;
    auto& held = set->second;
    const auto at = held.parts.find(info.part);
    if (at == held.parts.end() || at->second.token != part.token)
        return;
    held.parts.erase(at);
    std::erase(held.tokens, part.token);
    --waiting_;
    if (!held.parts.empty())
        return;
    ages_.erase(held.order);
    sets_.erase(set);
}

std::vector<joined_message> reassembly::expire(instant now)
{
    std::vector<joined_message> out;
    while (!ages_.empty() && ages_.begin()->second->second.last + limits_.parts_timeout <= now)
        out.push_back(hand_on(ages_.begin()->second));
    return out;
}

std::optional<instant> reassembly::next_expiry() const
{
    if (ages_.empty())
        return std::nullopt;
    return ages_.begin()->second->second.last + limits_.parts_timeout;
}

bool reassembly::completed_before(const set_key& key, const part_in& part, instant now) const
{
    const auto found = completed_.find(key);
    if (found == completed_.end() || found->second.until <= now)
        return false;
    const auto& [total, hashes, until] = found->second;
    const auto hash = hashes.find(part.concatenated->part);
    return total == part.concatenated->total && hash != hashes.end() && hash->second == hash_of(part);
}

// False where the part's total or octets show that its reference now names another message.
bool reassembly::same_message(const part_set& set, const part_in& part) const
{
    if (set.total != part.concatenated->total)
        return false;
    const auto there = set.parts.find(part.concatenated->part);
    return there == set.parts.end() ||
           (there->second.octets == part.octets && there->second.data_coding == part.data_coding);
}

void reassembly::insert(set_map::iterator set, part_in&& part, instant now)
{
    auto& held = set->second;
    if (held.order != 0)
        ages_.erase(held.order);
    held.order = ++arrivals_;
    ages_.emplace(held.order, set);
    held.last = now;
    held.tokens.push_back(part.token);
    const auto number = part.concatenated->part;
    held.parts.emplace(number, std::move(part));
    ++waiting_;
}

void reassembly::remember(const set_key& key, const part_set& set, instant now)
{
    completed_set done{.total = set.total, .until = now + limits_.remembered};
    for (const auto& [number, part] : set.parts)
        done.hashes.emplace(number, hash_of(part));
    completed_.insert_or_assign(key, std::move(done));
    completed_order_.emplace_back(now + limits_.remembered, key);
}

void reassembly::forget_completed(instant now)
{
    while (!completed_order_.empty() &&
           (completed_order_.front().first <= now || completed_order_.size() > limits_.remembered_in_all)) {
        const auto& [until, key] = completed_order_.front();
        // A key that was completed again since is remembered by its newer entry.
        if (const auto found = completed_.find(key);
            found != completed_.end() && found->second.until == until)
            completed_.erase(found);
        completed_order_.pop_front();
    }
}

joined_message reassembly::join(const set_key& key, part_set&& set) const
{
    joined_message out{.source = key.source, .destination = key.destination};
    out.data_coding = set.parts.begin()->second.data_coding;
    out.parts = set.parts.size();
    out.total = set.total;
    out.incomplete = out.parts < out.total;
    out.tokens = std::move(set.tokens);
    // Octets of neighbours are joined before they are decoded: handsets cut surrogate and escape pairs.
    std::string run;
    const part_in* before = nullptr;
    unsigned number_before = 0;
    const auto flush = [&] {
        if (before)
            out.text += decode_text(run, before->data_coding, account_, before->shift, before->fill_bits);
        run.clear();
    };
    for (const auto& [number, part] : set.parts) {
        const bool neighbour = before && number == number_before + 1 && !account_.packed &&
                               before->data_coding == part.data_coding && before->shift == part.shift;
        if (!neighbour)
            flush();
        run += part.octets;
        before = &part;
        number_before = number;
    }
    flush();
    return out;
}

joined_message reassembly::hand_on(set_map::iterator set)
{
    ages_.erase(set->second.order);
    waiting_ -= set->second.parts.size();
    auto taken = sets_.extract(set);
    return join(taken.key(), std::move(taken.mapped()));
}

void reassembly::make_room(const std::string& source, std::vector<joined_message>& out)
{
    for (;;) {
        std::size_t of_sender = 0;
        auto oldest = sets_.end();
        for (auto it = sets_.lower_bound(set_key{source}); it != sets_.end() && it->first.source == source;
             ++it) {
            of_sender += it->second.parts.size();
            if (oldest == sets_.end() || it->second.order < oldest->second.order)
                oldest = it;
        }
        if (of_sender <= limits_.parts_per_sender)
            break;
        out.push_back(hand_on(oldest));
    }
    while (waiting_ > limits_.parts_in_all)
        out.push_back(hand_on(ages_.begin()->second));
}

}  // namespace sapa::sms
