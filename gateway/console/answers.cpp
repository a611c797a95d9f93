// Answers and refusals.
#include "gateway/console/answers.hpp"

#include <algorithm>

namespace sapa::console {
namespace {

struct refusal_row
{
    std::string_view code;
    int status;
    std::string_view id, en;
};
// clang-format off
constexpr refusal_row refusals[] = {
    {"failed",               500, "Ada yang salah di sistem. Coba lagi; bila terulang, beri tahu admin.", "Something went wrong. Try again; if it persists, tell the admin."},
    {"signed_out",           401, "Sesi Anda telah berakhir. Silakan masuk lagi.", "Your session has ended. Please sign in again."},
    {"wrong_credentials",    401, "Nama atau kata sandi salah.", "Name or password is wrong."},
    {"csrf",                 403, "Permintaan tidak berasal dari halaman ini. Muat ulang halaman.", "The request did not come from this page. Reload the page."},
    {"forbidden",            403, "Peran Anda tidak boleh melakukan ini.", "Your role may not do this."},
    {"must_change_password", 403, "Ganti kata sandi sekali pakai lebih dulu.", "Change the one-time password first."},
    {"not_found",            404, "Tidak ditemukan.", "Not found."},
    {"conflict",             409, "Sudah diubah orang lain. Lihat isi terbaru lebih dulu.", "Somebody else has changed this. Look at the newest first."},
    {"busy",                 409, "Percakapan ini sedang diputar ulang. Coba sebentar lagi.", "This play is being replayed. Try again in a moment."},
    {"exists",               409, "Nama itu sudah dipakai.", "That name is taken."},
    {"invalid",              422, "Isian ini tidak dapat dipakai.", "This cannot be used."},
    {"refused",              422, "Belum dapat diterbitkan: masih ada yang harus diperbaiki.", "It cannot be published yet: something must be mended first."},
    {"too_many",             429, "Terlalu banyak percobaan. Tunggu sebentar.", "Too many attempts. Wait a moment."},
    {"full",                 503, "Konsol sedang penuh. Tutup percakapan lama atau tunggu sebentar.", "The console is full. Close old plays or wait a moment."},
};
// clang-format on

}  // namespace

http_response answer(int status, json::value body)
{
    http_response made{.status = status};
    made.fields = {{"Content-Type", "application/json; charset=utf-8"},
                   {"Cache-Control", "no-store"},
                   {"X-Content-Type-Options", "nosniff"}};
    made.body = json::serialize(body);
    return made;
}

http_response refuse(const refusal& why, language spoken)
{
    const auto* row = std::ranges::find(refusals, why.code, &refusal_row::code);
    if (row == std::end(refusals))
        row = refusals;
    const auto words = !why.detail.empty()      ? std::string_view(why.detail)
                       : spoken == language::en ? row->en
                                                : row->id;
    json::object error{{"code", row->code}, {"message", words}};
    if (!why.field.empty())
        error["field"] = why.field;
    auto body = why.more;
    body["error"] = std::move(error);
    return answer(row->status, std::move(body));
}

const json::value* member_of(const json::object& from, std::string_view name)
{
    const auto* found = from.if_contains(name);
    return found && !found->is_null() ? found : nullptr;
}

std::string text_of(const json::object& from, std::string_view name, std::string otherwise)
{
    const auto* found = member_of(from, name);
    return found && found->is_string() ? std::string(found->as_string()) : otherwise;
}

bool flag_of(const json::object& from, std::string_view name, bool otherwise)
{
    const auto* found = member_of(from, name);
    return found && found->is_bool() ? found->as_bool() : otherwise;
}

double number_of(const json::object& from, std::string_view name, double otherwise)
{
    const auto* found = member_of(from, name);
    return found && found->is_number() ? found->to_number<double>() : otherwise;
}

}  // namespace sapa::console
