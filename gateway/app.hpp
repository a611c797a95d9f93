// The composition root: builds every part in order, joins them, runs until a signal, stops in two stages.
#pragma once
#include <memory>
#include "gateway/config.hpp"

namespace sapa {

class app
{
public:
    // Opens the store, loads conf/, binds the listeners. Throws std::runtime_error that names what is wrong.
    explicit app(settings with);
    ~app();

    // Until SIGTERM or SIGINT. First: take no more questions, finish what is in work, unbind; a second signal
    // or ten seconds later: end. SIGHUP loads conf/ anew.
    void run();

private:
    struct parts;
    std::unique_ptr<parts> parts_;
};

}  // namespace sapa
