// Chooses personas.
#include "gateway/console/personas.hpp"

#include <algorithm>

namespace sapa::console {
namespace {

// Roles of the lab's people; the phone of those who have none registered.
struct row
{
    const char* id;
    const char* role;
    const char* phone;  // "": the first registered one
    const char* service;
};
constexpr row rows[] = {
    {"example", "example", "", "saldo"},
    {"two_cards", "two cards, the older", "", "saldo"},
    {"not_registered", "not registered", "6281299900009", "saldo"},
    {"not_active", "not active", "", "klaim"},
    {"no_jht", "bpu without jht", "", "saldo"},
    {"in_arrears", "in arrears", "", "iuran"},
    {"employer_in_arrears", "employer in arrears", "", "iuran"},
    {"claims", "claims in all states", "", "status klaim"},
    {"migrant", "migrant worker", "", "status"},
    {"deceased", "deceased", "", "saldo"},
    {"code", "asked for a code", "6281299900011", "daftar"},
    {"branch", "sent to a branch", "6281299900012", "daftar"},
};

std::vector<std::string> tries(const std::string& service, const std::vector<const lab::person*>& cards)
{
    std::vector<std::string> list{service};
    if (!cards.empty())
        list.push_back(service + " " + cards.front()->number.digits());
    list.emplace_back("menu");
    return list;
}

// One of the crowd without any peculiarity: active, one card, one phone of its own.
const lab::person* plain_person(const lab::people& known)
{
    for (const auto& one : known.all())
        if (one.role.empty() && one.category == "pu" && !one.inactive_since && !one.deceased && one.has_jht &&
            one.months_due == 0 && one.phones.size() == 1 && known.of_phone(one.phones.front()).size() == 1)
            return &one;
    return nullptr;
}

}  // namespace

std::vector<persona> personas_of(const lab::people& known)
{
    std::vector<persona> all;
    if (const auto* one = plain_person(known))
        all.push_back({"registered", one->phones.front().digits(), {one}, tries("saldo", {one})});
    for (const auto& each : rows) {
        const auto at = std::ranges::find(known.all(), each.role, &lab::person::role);
        if (at == known.all().end() || (at->phones.empty() && *each.phone == '\0'))
            continue;
        persona made{.id = each.id, .phone = each.phone, .cards = {&*at}};
        if (made.phone.empty()) {
            made.phone = at->phones.front().digits();
            made.cards = known.of_phone(at->phones.front());
        }
        made.tries = tries(each.service, made.cards);
        all.push_back(std::move(made));
    }
    all.push_back({"unknown", "6281299900099", {}, {"saldo", "saldo 3171999999999999", "menu"}});
    return all;
}

}  // namespace sapa::console
