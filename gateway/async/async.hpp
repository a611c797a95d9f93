// The project's word for a coroutine's type.
#pragma once
#include <boost/asio/awaitable.hpp>

namespace sapa {

namespace asio = boost::asio;

template <class T>
using async = asio::awaitable<T>;

}  // namespace sapa
