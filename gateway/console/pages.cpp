// Serves the page.
#include "gateway/console/pages.hpp"

#include <algorithm>

namespace sapa::console {
namespace {

constexpr std::string_view policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

bool accepts(const http_request& request, std::string_view coding)
{
    auto rest = find_field(request.fields, "Accept-Encoding");
    while (!rest.empty()) {
        auto one = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(rest.size(), one.size() + 1));
        while (one.starts_with(' '))
            one.remove_prefix(1);
        if (one.starts_with(coding) && one.find("q=0") == one.npos)
            return true;
    }
    return false;
}

http_response serve(const page_file& file, const http_request& request)
{
    const bool hashed = file.path.starts_with("assets/");
    http_response made;
    made.fields = {
        {"Content-Type", std::string(file.type)},
        {"ETag", std::string(file.etag)},
        {"Cache-Control", hashed ? "public, max-age=31536000, immutable" : "no-cache"},
        {"Vary", "Accept-Encoding"},
        {"Content-Security-Policy", std::string(policy)},
        {"X-Content-Type-Options", "nosniff"},
        {"X-Frame-Options", "DENY"},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Permissions-Policy", "camera=(), microphone=(), geolocation=()"},
    };
    if (find_field(request.fields, "If-None-Match") == file.etag) {
        made.status = 304;
        return made;
    }
    const bool brotli = !file.brotli.empty() && accepts(request, "br");
    const bool gzip = !brotli && !file.gzip.empty() && accepts(request, "gzip");
    if (brotli || gzip)
        made.fields.emplace_back("Content-Encoding", brotli ? "br" : "gzip");
    made.body = brotli ? file.brotli : gzip ? file.gzip : file.plain;
    return made;
}

http_response find_page(std::span<const page_file> files, const http_request& request, std::string_view path)
{
    auto at = std::ranges::find(files, path, &page_file::path);
    if (at == files.end() && path.find('.') == path.npos)
        at = std::ranges::find(files, "index.html", &page_file::path);
    if (at != files.end())
        return serve(*at, request);
    return {.status = 404,
            .fields = {{"Content-Type", "text/plain; charset=utf-8"}},
            .body = files.empty() ? "the page is not part of this build\n" : "no such file\n"};
}

}  // namespace

void add_page_routes(http_router& routes, std::span<const page_file> files)
{
    routes.on("GET", "/console", [](http_request) -> async<http_response> {
        http_response moved{.status = 308, .fields = {{"Location", "/console/"}}};
        co_return moved;
    });
    routes.on("GET", "/console/{path...}", [files](http_request request) -> async<http_response> {
        co_return find_page(files, request, find_field(request.captured, "path"));
    });
}

}  // namespace sapa::console
