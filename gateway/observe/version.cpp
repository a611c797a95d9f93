#include "gateway/observe/version.hpp"

namespace sapa {

std::string_view version() { return SAPA_VERSION; }

}  // namespace sapa
