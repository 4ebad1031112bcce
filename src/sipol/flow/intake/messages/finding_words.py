"""The wording of what can be wrong with a row."""

from __future__ import annotations

from sipol.flow.intake.messages.wording import Bilingual, Wording

KEPT = Bilingual(
    Wording("Baris tetap diterima; verifikator akan melihatnya.", ""),
    Wording("The row is accepted all the same; a verifier will look at it.", ""),
)

_OF_THE_NIK: dict[str, Bilingual] = {
    "nik_missing": Bilingual(
        Wording("NIK kosong.", "Isi 16 angka NIK seperti di KTP-el atau KK."),
        Wording(
            "The NIK is empty.", "Fill in the 16 digits of the NIK from the ID or family card."
        ),
    ),
    "nik_length": Bilingual(
        Wording(
            "NIK {value} tidak berisi tepat 16 angka.",
            "Cocokkan dengan KTP-el atau KK, lalu tulis ke-16 angkanya. Nol di depan ikut ditulis; "
            "format kolom sebagai Teks supaya nol itu tidak hilang.",
            hint="Jumlah angkanya {detail}.",
        ),
        Wording(
            "The NIK {value} does not have exactly 16 digits.",
            "Compare it with the ID or family card and write all 16 digits. Leading zeros count; "
            "format the column as Text so that they stay.",
            hint="It has {detail}.",
        ),
    ),
    "nik_not_digits": Bilingual(
        Wording(
            "NIK {value} berisi huruf atau tanda yang bukan angka.",
            "Ganti dengan angka seperti di KTP-el. Yang sering tertukar: huruf O dengan angka 0, "
            "huruf l atau I dengan angka 1.",
            hint="Yang pertama: “{detail}”.",
        ),
        Wording(
            "The NIK {value} holds letters or signs that are no digits.",
            "Replace them with the digits on the ID card. Often mixed up: the letter O and the "
            "digit 0, the letters l or I and the digit 1.",
            hint="The first is “{detail}”.",
        ),
    ),
    "nik_rounded_by_excel": Bilingual(
        Wording(
            "Excel membulatkan NIK di kolom ini: sel berformat Angka hanya menyimpan 15 angka, "
            "jadi angka ke-16 sudah hilang.",
            "Format kolom NIK sebagai Teks, lalu isi ulang NIK dari KTP-el atau dari daftar asli. "
            "Mengubah format saja tidak mengembalikan angka yang hilang.",
        ),
        Wording(
            "Excel rounded the NIK in this column: a Number cell keeps 15 digits only, so the 16th "
            "is gone.",
            "Format the NIK column as Text, then fill the NIK in again from the ID card or the "
            "original list. Changing the format alone does not bring the digit back.",
        ),
    ),
    "nik_birth_date_mismatch": Bilingual(
        Wording(
            "Tanggal lahir {value} tidak sama dengan tanggal di dalam NIK.",
            "Cocokkan tanggal lahir dan NIK dengan KTP-el. Bila keduanya memang tertulis begitu "
            "di KTP-el, biarkan.",
            hint="NIK menyebut {detail} (hari-bulan-tahun).",
        ),
        Wording(
            "The birth date {value} is not the one inside the NIK.",
            "Compare birth date and NIK with the ID card. If the card has them like this, leave "
            "them.",
            hint="The NIK says {detail} (day-month-year).",
        ),
    ),
    "nik_sex_mismatch": Bilingual(
        Wording(
            "Jenis kelamin {value} tidak sesuai dengan NIK.",
            "Cocokkan jenis kelamin dan NIK dengan KTP-el. Bila keduanya memang tertulis begitu "
            "di KTP-el, biarkan.",
            hint="NIK menunjukkan {detail}.",
        ),
        Wording(
            "The sex {value} does not agree with the NIK.",
            "Compare sex and NIK with the ID card. If the card has them like this, leave them.",
            hint="The NIK indicates {detail}.",
        ),
    ),
    "duplicate_in_file": Bilingual(
        Wording(
            "NIK {value} sudah ada di baris lain yang lebih atas dalam berkas ini.",
            "Sisakan satu baris untuk satu orang. Bila orangnya berbeda, perbaiki NIK yang salah.",
            hint="Yang dipakai adalah baris {detail}.",
        ),
        Wording(
            "The NIK {value} stands on another row further up in this file.",
            "Keep one row for one person. If these are two people, correct the wrong NIK.",
            hint="Row {detail} is the one that counts.",
        ),
    ),
    "duplicate_in_party": Bilingual(
        Wording(
            "NIK {value} sudah tercatat pada anggota lain partai Anda: nama dan tanggal lahirnya "
            "berbeda.",
            "Periksa NIK di baris ini dan pada anggota yang sudah tercatat; satu di antaranya "
            "salah. Anggota yang tercatat tidak diubah.",
        ),
        Wording(
            "The NIK {value} stands with another member of your party: name and birth date differ.",
            "Check the NIK on this row and that of the listed member; one of them is wrong. The "
            "listed member was not changed.",
        ),
    ),
    "listed_elsewhere": Bilingual(
        Wording(
            "NIK {value} sudah tercatat sebagai anggota partai Anda di wilayah lain.",
            "Orang itu tetap tercatat di sana. Bila ia pindah, minta pengurus pusat atau provinsi "
            "mengirimkannya.",
        ),
        Wording(
            "The NIK {value} is already on your party's roll in another region.",
            "That person stays listed there. If they moved, ask the party's centre or province to "
            "send them.",
        ),
    ),
}

_OF_THE_PERSON: dict[str, Bilingual] = {
    "card_number_missing": Bilingual(
        Wording("Nomor KTA kosong.", "Isi nomor KTA persis seperti di kartu."),
        Wording("The card number is empty.", "Fill in the number exactly as on the party card."),
    ),
    "name_missing": Bilingual(
        Wording(
            "“{value}” bukan nama: tidak ada huruf di dalamnya.",
            "Isi nama lengkap seperti di KTP-el. Satu kata saja boleh.",
            empty="Nama kosong.",
        ),
        Wording(
            "“{value}” is not a name: there is no letter in it.",
            "Fill in the full name as on the ID card. A single word is fine.",
            empty="The name is empty.",
        ),
    ),
    "sex_invalid": Bilingual(
        Wording(
            "Jenis kelamin “{value}” tidak dikenal.",
            "Tulis L untuk laki-laki atau P untuk perempuan.",
            empty="Jenis kelamin kosong.",
        ),
        Wording(
            "The sex “{value}” is not known.",
            "Write L for a man or P for a woman.",
            empty="The sex is empty.",
        ),
    ),
    "marital_status_invalid": Bilingual(
        Wording(
            "Status perkawinan “{value}” tidak dikenal.",
            "Tulis B (belum kawin), S (sudah kawin), atau P (pernah kawin).",
            empty="Status perkawinan kosong.",
        ),
        Wording(
            "The marital status “{value}” is not known.",
            "Write B (not married), S (married) or P (was married).",
            empty="The marital status is empty.",
        ),
    ),
    "birth_date_invalid": Bilingual(
        Wording(
            "Tanggal lahir “{value}” tidak terbaca atau tidak ada di kalender.",
            "Tulis hari-bulan-tahun, misalnya 17-08-1990. Tahun mulai 1900, dan bukan tanggal yang "
            "belum tiba.",
            empty="Tanggal lahir kosong.",
        ),
        Wording(
            "The birth date “{value}” cannot be read, or is not in the calendar.",
            "Write day-month-year, for instance 17-08-1990; from 1900 on, and not in the future.",
            empty="The birth date is empty.",
        ),
    ),
    "birth_date_ambiguous": Bilingual(
        Wording(
            "Tanggal lahir {value} dapat dibaca dua cara: hari dulu atau bulan dulu. NIK pun tidak "
            "memastikannya.",
            "Tulis bulannya dengan huruf (misalnya 3 April 1990) atau sebagai tahun-bulan-hari "
            "(1990-04-03), dan periksa juga NIK.",
        ),
        Wording(
            "The birth date {value} can be read in two ways, day first or month first, and the NIK "
            "does not settle it.",
            "Write the month in letters (3 April 1990) or year-month-day (1990-04-03), and check "
            "the NIK too.",
        ),
    ),
    "under_17_unmarried": Bilingual(
        Wording(
            "Anggota ini belum 17 tahun (lahir {value}) dan tercatat belum kawin.",
            "Periksa tanggal lahir dan status perkawinan di KTP-el atau KK. Yang belum 17 tahun "
            "hanya dapat menjadi anggota bila sudah atau pernah kawin.",
            hint="Usianya {detail} tahun.",
        ),
        Wording(
            "This member is under 17 (born {value}) and listed as not married.",
            "Check birth date and marital status on the ID or family card. Under 17, only those "
            "who are or were married can be members.",
            hint="The age is {detail}.",
        ),
    ),
    "occupation_barred": Bilingual(
        Wording(
            "Pekerjaan “{value}” termasuk yang dilarang menjadi anggota partai.",
            "Bila pekerjaan itu sudah ditinggalkan, tulis misalnya “Pensiunan” di depannya dan "
            "siapkan surat pernyataan. Bila masih dijabat, keluarkan baris ini dari daftar.",
            hint="Golongan dan dasarnya: {detail}.",
        ),
        Wording(
            "The occupation “{value}” is one that bars from party membership.",
            "If the post was left, say so (for instance “Pensiunan”) and have a statement ready. "
            "If it is still held, take the row off the list.",
            hint="Kind and legal basis: {detail}.",
        ),
    ),
}

_OF_THE_PLACE: dict[str, Bilingual] = {
    "region_unknown": Bilingual(
        Wording(
            "Wilayah “{value}” tidak ada dalam daftar resmi di wilayah atasnya.",
            "Tulis kode atau nama resminya; daftarnya ada di lembar “Wilayah” pada templat. "
            "Periksa juga apakah wilayah di atasnya sudah benar.",
            empty="Wilayah ini kosong.",
            hint="Barangkali yang dimaksud: {detail}.",
        ),
        Wording(
            "The region “{value}” is not in the official list within the region above it.",
            "Write its official code or name; the sheet “Wilayah” of the template lists them. "
            "Check the region above it too.",
            empty="This region is empty.",
            hint="Perhaps this was meant: {detail}.",
        ),
    ),
    "region_outside_scope": Bilingual(
        Wording(
            "Kabupaten/kota “{value}” di luar wilayah yang dipilih untuk kiriman ini.",
            "Perbaiki kode kabupaten/kota, atau pindahkan baris ini ke kiriman untuk wilayahnya.",
            hint="Kodenya {detail}.",
        ),
        Wording(
            "The regency “{value}” is outside the region chosen for this delivery.",
            "Correct the regency, or move the row to a delivery for that region.",
            hint="Its code is {detail}.",
        ),
    ),
}

FINDING_WORDS: dict[str, Bilingual] = {**_OF_THE_NIK, **_OF_THE_PERSON, **_OF_THE_PLACE}
