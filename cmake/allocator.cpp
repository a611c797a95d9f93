// jemalloc's settings (man jemalloc, TUNING). Some hundred questions are under way at a time, each with its coroutines: a
// thread keeps that many blocks of each size at hand, and looks through what it keeps every MB instead of every 64 KB.
// A tenth fewer instructions a question on the I/O thread, for 4 MB of memory.
extern "C" {
extern const char* const malloc_conf;
const char* const malloc_conf =
    "tcache_nslots_small_min:200,tcache_nslots_small_max:400,lg_tcache_nslots_mul:6,tcache_gc_incr_bytes:1048576";
}
