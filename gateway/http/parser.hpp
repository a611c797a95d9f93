// Beast's incremental parser, filling our own messages directly: no container in between.
#pragma once
#include <algorithm>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/optional/optional.hpp>
#include <type_traits>
#include "gateway/http/message.hpp"

namespace sapa {

namespace beast = boost::beast;

// One message; the target must outlive it. Errors: beast::http::error.
template <bool IsRequest>
class http_parser final : public beast::http::basic_parser<IsRequest>
{
public:
    using message = std::conditional_t<IsRequest, http_request, http_response>;
    using error_code = boost::system::error_code;
    using text = beast::string_view;

    http_parser(message& target, std::size_t header_max, std::size_t body_max) : target_(target)
    {
        this->eager(true);
        this->header_limit(static_cast<std::uint32_t>(header_max));
        this->body_limit(body_max);
    }

    // Takes what it can from the buffer; need_more is no error here.
    void take(beast::flat_buffer& from, error_code& ec)
    {
        while (from.size() > 0 && !this->is_done()) {
            const auto used = this->put(from.cdata(), ec);
            from.consume(used);
            if (ec == beast::http::error::need_more) {
                ec = {};
                return;
            }
            if (ec || used == 0)
                return;
        }
    }

    int version() const { return version_; }  // 10 or 11

private:
    void on_request_impl(beast::http::verb, text method, text target, int version, error_code&) override
    {
        version_ = version;
        if constexpr (IsRequest) {
            target_.method.assign(method.data(), method.size());
            target_.target.assign(target.data(), target.size());
        }
    }
    void on_response_impl(int status, text, int version, error_code&) override
    {
        version_ = version;
        if constexpr (!IsRequest)
            target_.status = status;
    }
    void on_field_impl(beast::http::field, text name, text value, error_code&) override
    {
        target_.fields.emplace_back(std::string(name.data(), name.size()),
                                    std::string(value.data(), value.size()));
    }
    void on_header_impl(error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override
    {
        // No more than this on the peer's word alone.
        constexpr std::uint64_t trusted = 64 << 10;
        if (length)
            target_.body.reserve(static_cast<std::size_t>(std::min(*length, trusted)));
    }
    std::size_t on_body_impl(text body, error_code&) override
    {
        target_.body.append(body.data(), body.size());
        return body.size();
    }
    void on_chunk_header_impl(std::uint64_t, text, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, text body, error_code&) override
    {
        target_.body.append(body.data(), body.size());
        return body.size();
    }
    void on_finish_impl(error_code&) override {}

    message& target_;
    int version_{};
};

}  // namespace sapa
