// Edits the draft.
#include "gateway/console/draft.hpp"

#include <algorithm>
#include "gateway/console/files.hpp"
#include "gateway/console/yaml_edit.hpp"
#include "gateway/model/iso_time.hpp"

namespace sapa::console {
namespace {

constexpr std::size_t text_max = 4096, sentence_max = 400;

void note(draft& all, draft_change change, const editing& now)
{
    change.id = "c" + std::to_string(++all.last_id);
    change.by = now.by;
    change.at = now.at;
    all.changes.push_back(std::move(change));
    ++all.revision;
}

std::vector<std::string> example_files(const std::string& label)
{
    return {"examples/" + label + ".txt", "examples/more/" + label + ".txt"};
}

bool has_line(const std::string& content, const std::string& line)
{
    return ("\n" + content + "\n").find("\n" + line + "\n") != std::string::npos;
}

bool holds_personal_data(const std::string& sentence)
{
    int digits = 0;
    for (const char c : sentence) {
        digits = c >= '0' && c <= '9' ? digits + 1 : c == ' ' || c == '.' || c == '-' ? digits : 0;
        if (digits >= 5)
            return true;
    }
    return sentence.find('@') != sentence.npos;
}

// Empty where the draft says what is served: nothing is left to publish.
void forget_if_empty(draft& all)
{
    if (all.changes.empty())
        all.files.clear();
}

// There was nothing before: the file becomes what is served, where nothing else in it was changed.
refusal undo_added_language(draft& all, const draft_change& change, const editing& now)
{
    if (std::ranges::count(all.changes, change.file, &draft_change::file) > 1)
        return {.code = "conflict", .field = "id"};
    if (const auto served = now.served.find(change.file); served != now.served.end())
        all.files[change.file] = served->second;
    else
        all.files.erase(change.file);
    std::erase_if(all.changes, [&](const auto& one) { return one.id == change.id; });
    forget_if_empty(all);
    return {.code = ""};
}

draft_change change_from(const json::object& from)
{
    draft_change one;
    one.id = text_of(from, "id");
    one.kind = text_of(from, "kind");
    one.ref = text_ref_from(member_of(from, "ref"));
    one.label = text_of(from, "label");
    one.before = text_of(from, "before");
    one.after = text_of(from, "after");
    one.by = text_of(from, "by");
    one.file = text_of(from, "file");
    one.at = parse_iso_time(text_of(from, "at")).value_or(instant{});
    return one;
}

}  // namespace

json::object to_json(const draft_change& one)
{
    return {{"id", one.id},
            {"kind", one.kind},
            {"ref", one.ref ? json::value(to_json(*one.ref)) : json::value()},
            {"label", one.label.empty() ? json::value() : json::value(one.label)},
            {"before", one.before},
            {"after", one.after},
            {"by", one.by},
            {"at", iso_time(one.at)},
            {"file", one.file}};
}

std::string written(const draft& all)
{
    json::array changes;
    for (const auto& one : all.changes)
        changes.push_back(to_json(one));
    return json::serialize(json::object{{"base", all.base},
                                        {"last_id", all.last_id},
                                        {"changes", std::move(changes)},
                                        {"files", to_json(all.files)}});
}

draft read_draft(const std::filesystem::path& file)
{
    draft all;
    const auto text = read_file(file);
    boost::system::error_code wrong;
    const auto read = text ? json::parse(*text, wrong) : json::value();
    if (!read.is_object())
        return all;
    const auto& from = read.as_object();
    all.base = static_cast<int>(number_of(from, "base"));
    all.last_id = static_cast<int>(number_of(from, "last_id"));
    all.files = overlay_from(member_of(from, "files"));
    if (const auto* changes = member_of(from, "changes"); changes && changes->is_array())
        for (const auto& one : changes->as_array())
            if (one.is_object())
                all.changes.push_back(change_from(one.as_object()));
    return all;
}

refusal set_text(draft& all, const bundle::parts& conf, const text_ref& ref, const std::string& text,
                 const std::string* before, const editing& now)
{
    const auto* standing = find_text(conf, ref);
    const auto file = file_of(conf, ref);
    if (!standing || file.empty())
        return {.code = "not_found", .field = "ref"};
    if (text.empty() || text.size() > text_max)
        return {.code = "invalid", .field = "text"};
    const auto current = standing->in(ref.spoken);
    if (before && *before != current)
        return {.code = "conflict", .field = "before", .more = {{"current", current}}};
    if (current == text)
        return {.code = ""};
    auto made = set_scalar(content_of(all.files, now.conf, file), way_to(ref), text);
    if (!made)
        return made.error();
    all.files[file] = std::move(*made);
    const auto earlier = std::ranges::find_if(all.changes, [&](const auto& one) { return one.ref == ref; });
    if (earlier == all.changes.end()) {
        note(all, {.kind = "text", .ref = ref, .before = current, .after = text, .file = file}, now);
        return {.code = ""};
    }
    earlier->after = text;
    earlier->by = now.by;
    earlier->at = now.at;
    if (earlier->before == text)
        all.changes.erase(earlier);
    ++all.revision;
    forget_if_empty(all);
    return {.code = ""};
}

refusal add_example(draft& all, const std::string& label, const std::string& sentence, const editing& now)
{
    const auto file = example_files(label).front();
    auto content = content_of(all.files, now.conf, file);
    if (content.empty() || label.find_first_of("/.") != label.npos)
        return {.code = "not_found", .field = "label"};
    if (sentence.empty() || sentence.size() > sentence_max || sentence.front() == '#' ||
        sentence.find_first_of("\n\r\t") != sentence.npos || holds_personal_data(sentence))
        return {.code = "invalid", .field = "sentence"};
    for (const auto& other : std::filesystem::recursive_directory_iterator(now.conf / "examples"))
        if (const auto path = below_conf(other.path().generic_string());
            other.path().extension() == ".txt" && has_line(content_of(all.files, now.conf, path), sentence))
            return {.code = "exists", .field = "sentence", .more = {{"label", other.path().stem().string()}}};
    if (!content.ends_with('\n'))
        content += '\n';
    all.files[file] = content + sentence + "\n";
    note(all, {.kind = "example_added", .label = label, .after = sentence, .file = file}, now);
    return {.code = ""};
}

refusal remove_example(draft& all, const std::string& label, const std::string& sentence, const editing& now)
{
    if (label.find_first_of("/.") != label.npos || sentence.empty())
        return {.code = "not_found", .field = "label"};
    for (const auto& file : example_files(label)) {
        auto content = "\n" + content_of(all.files, now.conf, file);
        const auto at = content.find("\n" + sentence + "\n");
        if (at == content.npos)
            continue;
        content.erase(at, sentence.size() + 1);
        all.files[file] = content.substr(1);
        const auto added = std::ranges::find_if(all.changes, [&](const auto& one) {
            return one.kind == "example_added" && one.label == label && one.after == sentence;
        });
        if (added == all.changes.end()) {
            note(all, {.kind = "example_removed", .label = label, .before = sentence, .file = file}, now);
            return {.code = ""};
        }
        all.changes.erase(added);
        ++all.revision;
        forget_if_empty(all);
        return {.code = ""};
    }
    return {.code = "not_found", .field = "sentence"};
}

refusal undo(draft& all, const bundle::parts& conf, std::string_view id, const editing& now)
{
    const auto at = std::ranges::find(all.changes, id, &draft_change::id);
    if (at == all.changes.end())
        return {.code = "not_found", .field = "id"};
    const auto change = *at;
    if (change.kind == "example_added")
        return remove_example(all, change.label, change.after, now);
    if (change.kind == "text") {
        if (!change.before.empty())
            return set_text(all, conf, *change.ref, change.before, &change.after, now);
        return undo_added_language(all, change, now);
    }
    all.changes.erase(at);
    auto back = add_example(all, change.label, change.before, now);
    if (back.code.empty())
        all.changes.pop_back();  // it is as it was
    forget_if_empty(all);
    return back;
}

}  // namespace sapa::console
