// Names things.
#include "gateway/console/names.hpp"

#include "gateway/console/words.hpp"

namespace sapa::console {

std::string label_title(const bundle::parts& conf, std::string_view label, language spoken)
{
    const auto key = "label_" + std::string(label);
    return has_words(key) ? words(spoken, key) : conf.title(label, spoken);
}

std::string state_title(const flow& of, const std::string& name, language spoken)
{
    constexpr std::string_view kinds[]{"kind_need", "kind_detect", "kind_call", "kind_decide"};
    const auto* one = of.find(name);
    if (!one)
        return name;
    return words(spoken, kinds[static_cast<std::size_t>(one->kind)],
                 {one->kind == state_kind::call ? words(spoken, "operation_" + one->operation)
                                                : slot_title(one->slot, spoken)});
}

std::string slot_title(std::string_view name, language spoken)
{
    return words(spoken, "slot_" + std::string(name));
}

std::string value_title(const std::string& word, language spoken) { return words(spoken, "value_" + word); }

std::string encoding_title(std::string_view encoding)
{
    return encoding == "gsm7" ? "GSM-7" : encoding == "ucs2" ? "UCS-2" : "UTF-8";
}

}  // namespace sapa::console
