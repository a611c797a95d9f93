// The shipped rules, and the alerts that a test provokes.
#pragma once
#include <set>
#include <string>

namespace sapa::operations {

inline const std::string rules = SOURCE_DIR "/docs/operations/alerts.yml";

// What alerts_test.cpp makes fire; alert_rules_test.cpp looks for what is missing.
inline const std::set<std::string> provoked{"SapaDown",
                                            "SapaRestarting",
                                            "SapaCertificateEnds",
                                            "SapaReloadRefused",
                                            "SapaStoreDoesNotCommit",
                                            "SapaTurnsFailing",
                                            "SapaDiskFilling",
                                            "SapaLedgerUnbalanced",
                                            "SapaKeysKeptTooLong",
                                            "SapaBackupOld",
                                            "SapaPurgeOld",
                                            "SapaQuestionsOld",
                                            "SapaAnswersSlow",
                                            "SapaRepliesUnsent",
                                            "SapaQueueFilling",
                                            "SapaPushingBack",
                                            "SapaSilent",
                                            "SapaNotUnderstood",
                                            "SapaCoreDown",
                                            "SapaCoreFailing",
                                            "SapaCoreSlow",
                                            "SapaPromisesOld",
                                            "SapaPromisesBroken",
                                            "SapaAccountUnbound",
                                            "SapaLinkDown",
                                            "SapaLinkSuspended",
                                            "SapaThrottled",
                                            "SapaWindowFull",
                                            "SapaUnknownOutcomes",
                                            "SapaDeadLetters",
                                            "SapaWhatsappTokenRefused",
                                            "SapaWhatsappPaused",
                                            "SapaWhatsappRefusals",
                                            "SapaWebhookSignatureRefused"};

}  // namespace sapa::operations
