#include "crowd.hpp"

#include <cctype>
#include "adapters/sms/segments.hpp"
#include "gateway/lab/core_answers.hpp"

namespace sapa::simulation {
namespace {

const date today(std::chrono::year(2026), std::chrono::month(11), std::chrono::day(20));

std::string written(std::int64_t amount)
{
    auto digits = std::to_string(amount);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), ".");
    return "Rp" + digits;
}

// Those who may ask: a phone of their own, a balance, alive.
std::vector<const lab::person*> askers()
{
    std::vector<const lab::person*> found;
    for (const auto& one : participants().all())
        if (one.phones.size() == 1 && one.has_jht && !one.deceased &&
            participants().of_phone(one.phones.front()).size() == 1)
            found.push_back(&one);
    return found;
}

constexpr std::string_view talk[]{"menu",         "bantuan", "apa itu jht", "syarat klaim jht",
                                  "iuran",        "batal",   "1",           "ya",
                                  "terima kasih", "status",  "bahasa en",   "bahasa id"};

}  // namespace

const lab::people& participants()
{
    static const auto invented = lab::people::invent(1, 60);
    return invented;
}

crowd::crowd(world& in, witness& seen, smsc_peer& smsc, graph_peer& graph, std::size_t persons)
    : in_(in), seen_(seen), smsc_(smsc), graph_(graph)
{
    static const auto able = askers();
    for (std::size_t i = 0; i < persons; ++i) {
        const auto& one = *able[i % able.size()];
        person made;
        made.via = i % 3 == 2 ? channel_type::whatsapp : channel_type::sms;
        made.phone = one.phones.front().digits();
        made.number = one.number.digits();
        const auto told = lab::balance_of(one, made.number, today);
        if (const auto* total = told.find("total"))
            seen_.owns(written(std::get<rupiah>(*total).amount), made.phone);
        persons_.push_back(std::move(made));
    }
}

std::string crowd::words_of(const person& who)
{
    const auto& other = persons_[in_.draw(static_cast<std::uint32_t>(persons_.size()))];
    const auto dice = in_.draw(100);
    if (dice < 45)
        return "saldo " + who.number;
    if (dice < 52)
        return "saldo";
    if (dice < 57)
        return "saldo " + other.number;
    if (dice < 62)
        return "iuran " + who.number;
    if (dice < 70)
        return "aduan perusahaan saya tidak mendaftarkan kami semua";
    if (dice < 77)
        return "notif on";
    if (dice < 82)
        return "stop";
    if (dice < 86)
        return "aduan perusahaan saya sudah lama tidak menyetor iuran kami, padahal upah dipotong setiap "
               "bulan "
               "dan kami semua tidak pernah mendapat penjelasan dari petugas di kantor walaupun sudah "
               "bertanya";
    return std::string(talk[in_.draw(std::size(talk))]);
}

// An SMS has no id: so that the witness knows it, nobody spells two alike.
std::string crowd::spelled_anew(person& who, std::string text)
{
    auto bits = who.spellings++;
    for (char& c : text)
        if (std::isalpha(static_cast<unsigned char>(c))) {
            if (bits & 1)
                c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
            bits >>= 1;
        }
    for (; bits > 0; bits >>= 1)
        text += bits & 1 ? '!' : '.';
    return text;
}

void crowd::speak()
{
    auto& who = persons_[in_.draw(static_cast<std::uint32_t>(persons_.size()))];
    auto text = words_of(who);
    if (who.via == channel_type::sms)
        return send_sms(who, spelled_anew(who, std::move(text)));
    std::vector<graph_peer::question> together;
    for (auto more = in_.percent(20) ? 2 : 1; more > 0; --more) {
        graph_peer::question asked{.sender = who.phone, .text = text};
        asked.number = seen_.asks(who.via, who.phone, "");
        in_.note("question {} of {} on whatsapp: {}", asked.number, who.phone, asked.text);
        together.push_back(std::move(asked));
    }
    graph_.ask(std::move(together));
}

void crowd::send_sms(person& who, std::string text)
{
    const sms::segment_settings how{.transliterate = false};
    const auto cut = sms::segment_text(text, how);
    const auto total = cut.parts.size();
    const auto number = seen_.asks(who.via, who.phone, text, static_cast<int>(total));
    in_.note("question {} of {} on sms: {}", number, who.phone, text);
    const auto reference = ++who.reference;
    for (std::size_t i = 0; i < total; ++i) {
        smsc_peer::question part{.number = number, .sender = who.phone, .octets = cut.parts[i]};
        part.data_coding = cut.data_coding;
        if (total > 1) {
            part.esm_class = smpp::esm::udhi;
            part.octets.insert(0,
                               sms::concatenation_header(how.how, reference, static_cast<std::uint8_t>(total),
                                                         static_cast<std::uint8_t>(i + 1)));
        }
        smsc_.ask(std::move(part));
    }
}

notice_request crowd::notice()
{
    const auto& who = persons_[in_.draw(static_cast<std::uint32_t>(persons_.size()))];
    return {.kind = notice_kind::balance, .to = msisdn(who.phone), .about = participant_no(who.number)};
}

}  // namespace sapa::simulation
