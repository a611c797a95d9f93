// Sentences of the desk: accounts, tests, drafts, conversations.
#include "gateway/console/words_table.hpp"

namespace sapa::console {
namespace {

// clang-format off
constexpr sentence rows[] = {
    {"password_short", "Kata sandi baru paling sedikit 12 huruf.", "A new password has at least 12 characters."},
    {"password_same",  "Kata sandi baru harus berbeda dari yang lama.", "The new password must differ from the old one."},
    {"password_name",  "Kata sandi baru tidak boleh memuat nama akun.", "The new password may not hold the account's name."},
    {"account_name",   "Nama: 2 sampai 32 huruf kecil, angka, titik atau strip; diawali huruf.", "A name: 2 to 32 lower-case letters, digits, dots or hyphens; a letter first."},
    {"last_admin",     "Akun ini tidak dapat dilepas: harus selalu ada satu admin lain.", "This account cannot be let go: there must always be another admin."},
    {"draft_broken",   "Draf belum dapat dimuat: perbaiki dulu temuan pemeriksaan.", "The draft cannot be loaded: mend the findings first."},
    {"failure_another_reply",               "Balasannya lain dari yang diharapkan", "Another reply than expected"},
    {"failure_no_reply_came",               "Tidak ada balasan", "No reply came"},
    {"failure_a_reply_that_nobody_expects", "Ada balasan yang tidak diharapkan", "A reply that nobody expects"},
    {"failure_a_reply_instead_of_silence",  "Ada balasan, padahal diharapkan diam", "A reply instead of silence"},
    {"failure_intent_differs",              "Dipahami sebagai hal lain", "Understood as something else"},
    {"failure_segments_differs",            "Jumlah SMS berbeda", "Another number of segments"},
    {"failure_state_differs",               "Keadaan formulir berbeda", "Another state of the form"},
    {"failure_core_was_asked_what_the_scene_does_not_know", "Core ditanya hal yang tidak ada di adegan", "Core was asked what the scene does not know"},
    {"failure_core_was_asked_something_else", "Core ditanya hal lain", "Core was asked something else"},
    {"checking",        "Memeriksa konfigurasi", "Checking the configuration"},
    {"draft_empty",     "Draf masih kosong.", "The draft is empty."},
    {"draft_changed",   "Draf berubah selama diperiksa. Terbitkan sekali lagi.", "The draft changed while it was checked. Publish once more."},
    {"example_unfit",   "Contoh: satu baris, paling banyak 400 huruf, tanpa nomor dan tanpa alamat e-mail.", "An example: one line, 400 characters at most, no numbers and no e-mail address."},
    {"version_shipped", "Bawaan sistem", "As shipped"},
    {"version_back",    "Kembali ke versi {0}", "Back to version {0}"},
    {"variant_",     "Semua peserta", "Everybody"},
    {"variant_pu",   "Karyawan (PU)", "Employees (PU)"},
    {"variant_bpu",  "Pekerja mandiri (BPU)", "Self-employed (BPU)"},
    {"variant_ojol", "Ojol, sopir, kurir", "Drivers and couriers"},
    {"variant_pmi",  "Pekerja migran (PMI)", "Migrant workers (PMI)"},
    {"status_in work",  "Sedang dikerjakan", "In work"},
    {"status_answered", "Dijawab", "Answered"},
    {"status_promised", "Dijanjikan", "Promised"},
    {"moment_received", "Diterima", "Received"},
    {"moment_answered", "Selesai dijawab", "Answered"},
    {"moment_promised", "Jawaban dijanjikan", "Answer promised"},
    {"moment_in work",  "Dikerjakan", "In work"},
    {"moment_reply",    "Balasan disusun", "Reply worded"},
    {"moment_attempt",  "Dikirim", "Sent"},
    {"moment_accepted", "Diterima operator", "Accepted by the operator"},
    {"moment_refused",  "Ditolak operator", "Refused by the operator"},
    {"moment_unknown",  "Hasil kirim tidak diketahui", "Outcome unknown"},
    {"moment_expired",  "Terlambat, tidak dikirim", "Too late, not sent"},
    {"moment_dropped",  "Dibuang", "Dropped"},
    {"moment_report",   "Laporan pengiriman", "Delivery report"},
    {"reason_short",    "Alasan paling sedikit 10 huruf.", "A reason has at least 10 characters."},
    {"search_nothing",  "Isi nomor, waktu atau maksud.", "Give a number, a time or an intent."},
    {"when_present",    "{0} ada", "{0} is there"},
    {"when_absent",     "{0} tidak ada", "{0} is not there"},
    {"when_is",         "{0} = {1}", "{0} = {1}"},
    {"kind_need",       "Minta {0}", "Asks for {0}"},
    {"kind_detect",     "Kenali {0} dari teks", "Finds {0} in the text"},
    {"kind_call",       "Tanya core: {0}", "Asks core: {0}"},
    {"kind_decide",     "Memilih jalan", "Decides"},
    {"edge_filled",     "Terisi", "Filled"},
    {"edge_ask",        "Ditanyakan", "Asked"},
    {"edge_example",    "Salah: diberi contoh", "Wrong: an example is given"},
    {"edge_give_up",    "Berhenti bertanya", "Stops asking"},
    {"skeleton_done",   "Uji ini sudah melewati langkahnya; periksa lalu simpan.", "This test takes the edge; look at it and save it."},
    {"skeleton_begun",  "Baru permulaan: lengkapi syarat yang tertulis di komentar.", "A beginning: complete what the comments say."},
};
// clang-format on

}  // namespace

std::span<const sentence> desk_words() { return rows; }

}  // namespace sapa::console
