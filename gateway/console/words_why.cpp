// Sentences that say why.
#include "gateway/console/words_table.hpp"

namespace sapa::console {
namespace {

// clang-format off
constexpr sentence rows[] = {
    {"summary_command",  "Dipahami sebagai {0} ({1}) karena perintah {2}.", "Understood as {0} ({1}) by the command {2}."},
    {"summary_misspelt", "Dipahami sebagai {0} ({1}) karena mirip perintah {2}, salah ketik.", "Understood as {0} ({1}): like the command {2}, misspelt."},
    {"summary_examples", "Dipahami sebagai {0} ({1}) karena mirip contoh-contoh kalimatnya.", "Understood as {0} ({1}), since it is like its example sentences."},
    {"summary_ask",      "Belum yakin: paling mungkin {0} ({1}), jadi ditanyakan dulu.", "Not sure: {0} is likeliest ({1}), so it asks back."},
    {"summary_unknown",  "Tidak dipahami; yang terdekat {0} ({1}).", "Not understood; nearest is {0} ({1})."},
    {"action_answer",    "Dijawab langsung", "Answered at once"},
    {"action_ask",       "Ditanya balik dengan pilihan", "Asked back with choices"},
    {"action_unknown",   "Mengaku tidak paham", "Admits that it does not know"},
    {"won_command",      "Perintah {0} cocok.", "The command {0} fits."},
    {"won_examples",     "Paling mirip dengan contoh kalimatnya.", "Most like its example sentences."},
    {"lost_word",        "Kata \"{0}\" lebih menunjuk ke {1}.", "The word \"{0}\" speaks for {1}."},
    {"lost_example",     "Contoh terdekatnya kurang mirip ({0} lawan {1}).", "Its nearest example is less alike ({0} against {1})."},
    {"lost_weights",     "Ada contoh yang mirip ({0}), tetapi kata-katanya lebih sering dipakai untuk pemenangnya.", "An example is alike ({0}), but the words are used more for the winner."},
    {"lost_no_example",  "Tidak ada contoh yang mirip.", "No example is alike."},
    {"change_spelling",  "Ejaan atau singkatan", "Spelling or abbreviation"},
    {"change_dropped",   "Kata pengisi dibuang", "Filler left out"},
    {"change_added",     "Ditambahkan", "Added"},
    {"number_wrong_length",     "Nomor berisi {0} angka; seharusnya 16 (peserta) atau 11 (KPJ).", "The number has {0} digits; it should have 16 (participant) or 11 (KPJ)."},
    {"number_has_letter",       "Ada huruf \"{0}\" di angka ke-{1}.", "There is a letter \"{0}\" at place {1}."},
    {"number_looks_like_phone", "Itu tampaknya nomor HP, bukan nomor peserta.", "That looks like a phone number, not a participant's number."},
    {"number_cut_in_two",       "Nomor terpotong menjadi dua bagian.", "The number is cut in two."},
    {"state_idle",          "Tidak ada formulir", "No form is open"},
    {"step_open",           "Alur {0} dibuka.", "The flow {0} opens."},
    {"step_took_filled",    "Isian {0} terisi.", "{0} is filled."},
    {"step_took_ask",       "Isian {0} ditanyakan.", "{0} is asked for."},
    {"step_took_example",   "Jawaban untuk {0} belum cocok: diberi contoh.", "The answer for {0} does not fit: an example is given."},
    {"step_took_give_up",   "Jawaban untuk {0} berkali-kali tidak cocok: berhenti bertanya.", "The answers for {0} did not fit: it stops asking."},
    {"step_took",           "Langkah {0}.", "Step {0}."},
    {"step_core",           "Core ditanya: {0}.", "Core is asked: {0}."},
    {"step_core_said",      "Core menjawab: {0}.", "Core answers: {0}."},
    {"step_number",         "Nomor peserta diambil dari percakapan ini.", "The number of this conversation is used."},
    {"step_answer",         "Dijawab dari basis pengetahuan: {0}.", "Answered from the knowledge base: {0}."},
    {"step_picked",         "Pilihan {0} diambil.", "The choice {0} is taken."},
    {"step_leaves_for",     "Formulir ditinggalkan untuk {0}.", "The form is left for {0}."},
    {"step_digression",     "Pertanyaan {0} dijawab di tengah formulir.", "The question {0} is answered in the middle of the form."},
    {"step_interrupt",      "Perintah {0} berlaku di mana saja.", "The command {0} works everywhere."},
    {"step_corrected",      "Isian dikoreksi.", "A value is corrected."},
    {"step_correction_of",  "Koreksi untuk {0}.", "A correction of {0}."},
    {"step_wrong",          "Jawaban tidak cocok ({0}).", "The answer does not fit ({0})."},
    {"step_promised",       "Jawaban dijanjikan menyusul.", "The answer is promised for later."},
    {"step_not_promised",   "Tidak dijanjikan.", "Not promised."},
    {"step_promise_kept",   "Janji ditepati.", "The promise is kept."},
    {"step_promise_broken", "Janji tidak dapat ditepati: minta maaf.", "The promise cannot be kept: apology."},
    {"step_expired",        "Formulir {0} sudah kedaluwarsa.", "The form {0} has expired."},
    {"step_form_ended",     "Formulir ditutup karena alurnya berubah.", "The form ends, since its flow has changed."},
    {"step_loop",           "Teks yang sama datang berulang kali.", "The same text comes again and again."},
    {"step_in_parts",       "Pesan dipecah menjadi beberapa pertanyaan.", "The message is looked at in parts."},
    {"step_no_branch_fits", "Tidak ada cabang yang cocok.", "No branch fits."},
    {"effect_say",          "Balasan {0} dikirim", "Reply {0} is sent"},
    {"effect_hold",         "Balasan sementara {0} dikirim, jawabannya dijanjikan", "Holding reply {0} is sent, the answer is promised"},
    {"effect_promise",      "Jawaban yang dijanjikan dikirim: {0}", "The promised answer is sent: {0}"},
    {"effect_core",         "Core ditanya: {0}", "Core is asked: {0}"},
    {"effect_preference",   "Pilihan disimpan: {0}", "Preference kept: {0}"},
    {"line_slots",            "Terbaca: {0}.", "Read: {0}."},
    {"line_core_answered",    "Core menjawab {0} dalam {1} ms: {2}.", "Core answered {0} in {1} ms: {2}."},
    {"line_core_late",        "Core belum menjawab {0} setelah {1} ms.", "Core has not answered {0} after {1} ms."},
    {"line_core_unavailable", "Core tidak dapat menjawab {0}.", "Core could not answer {0}."},
    {"line_reply_sms",        "Balasan {0}: {1} SMS ({2}).", "Reply {0}: {1} SMS ({2})."},
    {"line_reply_whatsapp",   "Balasan {0} di WhatsApp.", "Reply {0} on WhatsApp."},
};
// clang-format on

}  // namespace

std::span<const sentence> why_words() { return rows; }

}  // namespace sapa::console
