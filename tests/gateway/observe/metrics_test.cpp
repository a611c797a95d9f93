// The text form of Prometheus: families once, series by their labels, buckets that add up.
#include "gateway/observe/metrics.hpp"

#include <gtest/gtest.h>

using namespace sapa;

TEST(Metrics, ExposeCountersGaugesAndHistograms)
{
    metrics seen;
    seen.count("sapa_questions_total", "asked", label("channel", "sms")).add(2);
    seen.count("sapa_questions_total", "asked", label("channel", "whatsapp")).set(7);
    seen.measure("sapa_open", "open now").set(1.5);
    auto& took = seen.time("sapa_seconds", "time");
    took.observe(0.002);
    took.observe(100);
    const auto text = seen.expose();
    EXPECT_NE(text.find("# HELP sapa_questions_total asked\n# TYPE sapa_questions_total counter\n"
                        "sapa_questions_total{channel=\"sms\"} 2\nsapa_questions_total{channel=\"whatsapp\"} 7\n"),
              text.npos)
        << text;
    EXPECT_NE(text.find("sapa_open 1.5\n"), text.npos) << text;
    EXPECT_NE(text.find("sapa_seconds_bucket{le=\"0.001\"} 0\n"), text.npos) << text;
    EXPECT_NE(text.find("sapa_seconds_bucket{le=\"0.0025\"} 1\n"), text.npos) << text;
    EXPECT_NE(text.find("sapa_seconds_bucket{le=\"+Inf\"} 2\n"), text.npos) << text;
    EXPECT_NE(text.find("sapa_seconds_count 2\n"), text.npos) << text;
}

TEST(Metrics, LabelsAreEscaped) { EXPECT_EQ(label("account", "a\"b\\c\nd"), R"(account="a\"b\\c\nd")"); }
