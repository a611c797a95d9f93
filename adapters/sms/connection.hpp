// The writing side of one link: what is queued in one turn of the loop leaves in one write.
#pragma once
#include <boost/asio/post.hpp>
#include <memory>
#include <string>
#include "adapters/sms/transport.hpp"

namespace sapa::sms {

// Held by shared_ptr: a write under way keeps it until it has ended.
class connection
{
public:
    static constexpr std::size_t queued_max = 8
                                              << 20;  // beyond it the peer does not read: the link is closed

    connection(asio::any_io_executor executor, std::shared_ptr<asio::ssl::context> tls)
        : executor_(executor), link_(executor, std::move(tls))
    {
    }

    transport& link() { return link_; }

    // Append PDUs here, then call flush_soon.
    std::string& queue() { return out_; }

    static void flush_soon(const std::shared_ptr<connection>& self)
    {
        if (self->out_.size() > queued_max)
            return self->close();
        if (self->busy_ || self->closed_)
            return;
        self->busy_ = true;
        asio::post(self->executor_, [self] { write(self); });
    }

    // Writes what is queued, then closes.
    static void close_after_flush(const std::shared_ptr<connection>& self)
    {
        self->closing_ = true;
        if (!self->busy_ && self->out_.empty())
            self->close();
        else
            flush_soon(self);
    }

    void close()
    {
        closed_ = true;
        link_.close();
    }
    bool closed() const { return closed_; }

private:
    static void write(const std::shared_ptr<connection>& self)
    {
        self->writing_.clear();
        std::swap(self->writing_, self->out_);
        if (self->writing_.empty() || self->closed_) {
            self->busy_ = false;
            if (self->closing_)
                self->close();
            return;
        }
        self->link_.write(self->writing_, [self](error_code failed) {
            if (failed)
                self->close();
            write(self);
        });
    }

    asio::any_io_executor executor_;
    transport link_;
    std::string out_, writing_;
    bool busy_{}, closing_{}, closed_{};
};

}  // namespace sapa::sms
