// Plays one conversation test, step by step.
#include "gateway/lab/sandbox_play.hpp"

#include <algorithm>
#include <deque>
#include <sstream>

#include "gateway/lab/sandbox_core.hpp"
#include "gateway/lab/sandbox_events.hpp"
#include "intents/knowledge/yaml_tree.hpp"

namespace sapa::lab {
namespace {

std::vector<std::string> words_of(std::string_view text)
{
    std::vector<std::string> words;
    std::istringstream in{std::string(text)};
    for (std::string word; in >> word;)
        words.push_back(word);
    return words;
}

// 2026-11-20 09:00 WIB, a Friday, where the scene says nothing.
instant start_of(const std::string& at)
{
    date day{std::chrono::year(2026), std::chrono::month(11), std::chrono::day(20)};
    std::chrono::minutes of_day{9 * 60};
    if (at.size() >= 10)
        day = parse_iso_date(at.substr(0, 10)).value_or(day);
    if (at.size() >= 16)
        of_day = std::chrono::minutes(std::atoi(at.c_str() + 11) * 60 + std::atoi(at.c_str() + 14));
    return instant(std::chrono::sys_days(day)) + of_day - wib_offset;
}

class chat_player
{
public:
    chat_player(const chat& one, const chat_run& run, std::shared_ptr<const bundle> conf,
                const core_function& lab)
        : chat_(one),
          run_(run),
          box_(
              std::move(conf), [this](const core_question& q, instant now) { return answer(q, now); },
              start_of(one.at), "6281200000001"),
          lab_(lab)
    {
        result_ = {.title = one.title, .file = one.file, .run = run};
        last_ = {.via = run.via, .sender = one.from};
        for (const auto& [line, text] : one.core) {
            if (text == "lab")
                continue;
            std::string fault;
            if (auto read = parse_core_line(text, fault))
                core_.push_back(std::move(*read));
            else
                fail({.line = line, .what = fault, .expected = text});
        }
        box_.prepare(run.via, one.from, run.spoken, run.spoken != language::id, one.preferences);
    }

    chat_result play()
    {
        for (const auto& step : chat_.steps) {
            if (result_.failure)
                return std::move(result_);
            take(step);
        }
        nothing_left(chat_.steps.empty() ? chat_.line : chat_.steps.back().line);
        return std::move(result_);
    }

private:
    void fail(chat_failure what)
    {
        if (result_.failure)
            return;
        what.file = chat_.file;
        what.why = trace_;
        result_.failure = std::move(what);
    }

    core_answer answer(const core_question& question, instant now)
    {
        ++calls_;
        last_call_ = question;
        const bool by_lab = std::ranges::any_of(chat_.core, [](const auto& c) { return c.second == "lab"; });
        const bool written = std::ranges::count(core_, question.operation, &core_line::operation) > 0;
        if (by_lab && lab_ && !written)
            return lab_(question, now);
        if (auto known = answer_from(core_, question, now))
            return *known;
        unknown_call_ = question.operation;
        return {.outcome = std::string(outcome_unavailable)};
    }

    void take(const chat_step& step)
    {
        switch (step.kind) {
            case chat_line::said: {
                nothing_left(step.line);
                last_.kind = mo_kind::text;
                last_.reply_id.clear();
                last_.id = "m" + std::to_string(step.line);
                std::vector<std::string> spellings = step.rows;
                if (!step.text.empty())
                    spellings.insert(spellings.begin(), step.text);
                if (spellings.empty())
                    spellings.emplace_back();
                last_.text =
                    with_captures(spellings[std::min(run_.spelling, spellings.size() - 1)], captures_);
                calls_ = 0;
                return happened(box_.say(last_), step);
            }
            case chat_line::event: {
                nothing_left(step.line);
                auto done = play_event(box_, step.text, last_);
                if (!done.known)
                    return fail({.line = step.line, .what = "no such event", .expected = step.text});
                if (done.message)
                    happened(std::move(done.turn), step);
                return;
            }
            case chat_line::time: {
                nothing_left(step.line);
                const auto span = parse_span(step.text);
                if (!span)
                    return fail({.line = step.line, .what = "no span of time", .expected = step.text});
                const auto replies = box_.pass(*span);
                silent_ = false;
                if (replies.empty())
                    return;
                auto turn = box_.last_turn();
                turn.replies = replies;
                return happened(std::move(turn), step);
            }
            case chat_line::reply:
                return compare(step);
            case chat_line::assertion:
                return check(step);
        }
    }

    void happened(sandbox_turn turn, const chat_step& step)
    {
        trace_ = turn.trace;
        trace_.insert(trace_.begin(), "understood: " + turn.meaning.intent + " " +
                                          std::to_string(turn.meaning.confidence).substr(0, 4) + " " +
                                          turn.meaning.why);
        for (const auto& line : turn.trace) {
            if (line.starts_with("state: "))
                result_.states.insert(line.substr(7));
            if (line.starts_with("took: "))
                result_.transitions.insert(line.substr(6));
        }
        for (auto& reply : turn.replies) {
            result_.replies.insert(reply.content.key);
            waiting_.push_back(reply);
        }
        turn_ = std::move(turn);
        silent_ = true;
        if (!unknown_call_.empty())
            fail({.line = step.line,
                  .what = "core was asked what the scene does not know",
                  .got = unknown_call_});
    }

    void nothing_left(int line)
    {
        if (waiting_.empty())
            return;
        fail({.line = line, .what = "a reply that nobody expects", .got = waiting_.front().content.text});
    }

    void compare(const chat_step& step)
    {
        if (step.text == "silence") {
            if (!waiting_.empty())
                fail({.line = step.line,
                      .what = "a reply instead of silence",
                      .expected = "silence",
                      .got = waiting_.front().content.text,
                      .reply_line = true,
                      .last_line = step.last_line});
            return;
        }
        if (waiting_.empty())
            return fail({.line = step.line,
                         .what = "no reply came",
                         .expected = step.text,
                         .got = "silence",
                         .reply_line = true,
                         .last_line = step.last_line});
        reply_ = waiting_.front();
        waiting_.pop_front();
        const auto& said = reply_.content;
        const bool fits = step.text.starts_with('@') ? said.key == step.text.substr(1)
                                                     : matches(step.text, said.text, captures_);
        if (!fits)
            return fail({.line = step.line,
                         .what = "another reply",
                         .expected = step.text,
                         .got = step.text.starts_with('@') ? "@" + said.key : said.text,
                         .reply_line = true,
                         .last_line = step.last_line});
        if (run_.spoken == language::en && said.spoken != language::en)
            fail({.line = step.line, .what = "the reply is not in English", .got = said.text});
    }

    void check(const chat_step& step)
    {
        const auto words = words_of(with_captures(step.text, captures_));
        const auto demand = [&](const std::string& expected, const std::string& got) {
            if (expected != got)
                fail({.line = step.line, .what = words[0] + " differs", .expected = expected, .got = got});
        };
        const auto word = [&](std::size_t i) { return i < words.size() ? words[i] : std::string{}; };
        if (words[0] == "intent") {
            demand(word(1), turn_.intent);
        } else if (words[0] == "segments") {
            if (run_.via == channel_type::sms)
                demand(word(1) + (word(2).empty() ? "" : " " + word(2)),
                       std::to_string(reply_.segments) + (word(2).empty() ? "" : " " + reply_.encoding));
        } else if (words[0] == "state") {
            demand(word(1), turn_.after.flow.empty() ? "idle" : turn_.after.flow + "/" + turn_.after.at);
        } else if (words[0] == "slot") {
            std::string got = "none";
            for (const auto& [name, text] : turn_.slots)
                if (name == word(1))
                    got = text;
            demand(folded(step.text.substr(
                       std::min(step.text.find(word(1)) + word(1).size() + 1, step.text.size()))),
                   got);
        } else if (words[0] == "language") {
            demand(word(1), std::string(to_string(reply_.content.spoken)));
        } else if (words[0] == "buttons" || words[0] == "list") {
            if (run_.via == channel_type::sms)
                return;
            std::string got;
            for (const auto& one : words[0] == "list" ? reply_.content.rows : reply_.content.buttons)
                got += (got.empty() ? "" : " | ") + one.title;
            demand(step.text.substr(std::min(words[0].size() + 1, step.text.size())), got);
        } else if (words[0] == "preference") {
            const auto& kept = box_.preferences_of(run_.via, chat_.from);
            const auto at = kept.find(word(1));
            demand(word(2), at == kept.end() ? "none" : at->second);
        } else if (words[0] == "core") {
            check_core(step, words);
        } else if (words[0] == "log" && word(1) == "without") {
            for (const auto& line : trace_)
                if (line.find(word(2)) != line.npos)
                    fail({.line = step.line, .what = "the log holds " + masked_tail(word(2)), .got = line});
        } else if (words[0] == "without") {
            if (reply_.content.text.find(step.text.substr(8)) != std::string::npos)
                fail({.line = step.line,
                      .what = "the reply holds it",
                      .expected = step.text,
                      .got = reply_.content.text});
        } else {
            fail({.line = step.line,
                  .what = "unknown assertion",
                  .expected = step.text,
                  .got = "intent, segments, state, slot, language, buttons, list, preference, core, log "
                         "without, without"});
        }
    }

    void check_core(const chat_step& step, const std::vector<std::string>& words)
    {
        if (words.size() >= 3 && words[2].starts_with("call")) {
            if (std::to_string(calls_) != words[1])
                fail({.line = step.line,
                      .what = "calls to core",
                      .expected = words[1],
                      .got = std::to_string(calls_)});
            return;
        }
        std::string got = last_call_.operation;
        if (words.size() > 2)
            for (const auto& [name, text] : last_call_.arguments)
                got += " " + name + "=" + text;
        if (words.size() > 1 && got.find(words[1]) != 0)
            return fail({.line = step.line,
                         .what = "core was asked something else",
                         .expected = words[1],
                         .got = got});
        for (std::size_t i = 2; i < words.size(); ++i)
            if (got.find(words[i]) == got.npos)
                fail({.line = step.line,
                      .what = "core was asked something else",
                      .expected = words[i],
                      .got = got});
    }

    const chat& chat_;
    chat_run run_;
    sandbox box_;
    const core_function& lab_;
    std::vector<core_line> core_{};
    sandbox_message last_{};
    sandbox_turn turn_{};
    sandbox_reply reply_{};
    std::deque<sandbox_reply> waiting_{};
    std::vector<std::string> trace_{};
    captured captures_{};
    core_question last_call_{};
    std::string unknown_call_{};
    int calls_{};
    bool silent_{};
    chat_result result_{};
};

}  // namespace

std::vector<chat_run> runs_of(const chat& one)
{
    std::vector<chat_run> runs;
    for (const auto via : one.on)
        for (const auto spoken : one.in)
            for (std::size_t row = 0; row < one.spellings(); ++row)
                runs.push_back({via, spoken, row});
    return runs;
}

chat_result play(const chat& one, const chat_run& run, const std::shared_ptr<const bundle>& conf,
                 const core_function& lab)
{
    return chat_player(one, run, conf, lab).play();
}

}  // namespace sapa::lab
