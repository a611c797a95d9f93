// For fuzz targets: a promise that must hold for every input.
#pragma once
#include <cstdio>
#include <cstdlib>

// Ends the program with the broken promise's words.
inline void require(bool holds, const char* promise)
{
    if (holds)
        return;
    std::fprintf(stderr, "broken promise: %s\n", promise);
    std::abort();
}
