"""Words of which people are invented: common names, places, streets and occupations.

Where a table has the keys L and P, they are the letters for men and women in a member list.
"""

from __future__ import annotations


def _words(listed: str) -> tuple[str, ...]:
    return tuple(" ".join(word.split()) for word in listed.split(","))


GIVEN: dict[str, tuple[str, ...]] = {
    "L": _words(
        """
        Ahmad, Agus, Bambang, Budi, Dedi, Eko, Fajar, Gunawan, Hadi, Hendra, Irfan, Joko,
        Kurniawan, Lukman, Muhammad, Nugroho, Oktavianus, Purnomo, Rahmat, Slamet, Sugeng,
        Suparman, Sutrisno, Syahrul, Taufik, Untung, Wahyu, Yanto, Yohanes, Yusuf, Zainal,
        Abdul, Andi, Arif, Asep, Dadang, Daniel, Ferdinan, Frans, Haris, Husain, Ibrahim, Imam,
        Indra, Iwan, Jamaludin, Jefri, Karim, La Ode, Lambertus, Ma'ruf, Ma’mun, Mansur, Markus,
        Melkianus, Mustafa, Nasrul, Petrus, Rizal, Rudi, Ruslan, Saiful, Soegeng, Supriyadi,
        Suryanto, Teguh, Thomas, Tjahjo, Umar, Wawan, Yakobus
        """
    ),
    "P": _words(
        """
        Siti, Nurhayati, Sri, Dewi, Ani, Aminah, Ayu, Bertha, Dian, Eka, Endang, Fatimah, Fitri,
        Hasnah, Ida, Indah, Juminten, Kartini, Kristina, Lestari, Lilis, Maria, Martha, Maryam,
        Mega, Ningsih, Novi, Nur, Nurul, Paulina, Puji, Putri, Rahma, Ratna, Retno, Rina,
        Rohani, Rosdiana, Salmah, Santi, Sari, Sarinah, Sulastri, Sumiati, Suryani, Theresia,
        Titik, Tuti, Umi, Wa Ode, Wahyuni, Wati, Wulan, Yanti, Yohana, Yuliana, Yuni, Zubaidah,
        Sa'diah, Andi Tenri, Yosefina, Rukmini, Suminah, Tjut
        """
    ),
}

SECOND: dict[str, tuple[str, ...]] = {
    "L": _words(
        """
        Santoso, Wibowo, Setiawan, Prasetyo, Saputra, Hidayat, Susanto, Kurniawan, Firmansyah,
        Rahman, Hakim, Iskandar, Maulana, Ramadhan, Syahputra, Wijaya, Purnama, Nugraha, Efendi,
        Suryadi, Darmawan, Basri, Anwar, Fauzi, Malik, Hasan, Ismail, Arifin, Siswanto, Permana,
        Gunadi, Sulaiman
        """
    ),
    "P": _words(
        """
        Rahayu, Lestari, Wulandari, Handayani, Puspitasari, Astuti, Hidayah, Kusumawati,
        Permatasari, Safitri, Utami, Anggraini, Mulyani, Rahmawati, Khasanah, Marlina,
        Oktaviani, Susanti, Purwanti, Amalia, Hartati, Indriani, Maharani, Widyastuti, Nuraini,
        Setiawati, Kartika, Pertiwi, Yuliani, Zahra
        """
    ),
}

LAST = _words(
    """
    Siregar, Nasution, Simanjuntak, Sitompul, Hutapea, Sinaga, Lubis, Harahap, Ginting, Tarigan,
    Pattiasina, Latuconsina, Tuasikal, Manuputty, Sahetapy, Wenda, Kogoya, Tabuni, Rumbiak,
    Wanggai, Lumentut, Wowor, Mandagi, Tumbelaka, Nainggolan, Panjaitan, Chaniago, Piliang,
    Koto, Tanjung, Daeng Ngalle, Tahir, Lamohamad, Pelupessy, Taneo, Nubatonis, Bria, Seran,
    Djafar, Botutihe
    """
)

BALINESE_RANKS = _words(
    """
    Wayan, Made, Nyoman, Ketut, Putu, Kadek, Komang, Gede
    """
)

BALINESE: dict[str, tuple[str, ...]] = {
    "L": _words(
        """
        Sudarma, Suarjana, Wirawan, Sukerta, Artawan, Budiasa, Mahendra, Suardana, Parwata,
        Sudiarta
        """
    ),
    "P": _words(
        """
        Sukerti, Ariani, Suarniti, Wardani, Astiti, Rai Sukmawati, Puspadewi, Sriasih, Yuniari,
        Rasmini
        """
    ),
}

TITLES_BEFORE: dict[str, tuple[str, ...]] = {
    "L": ("H.", "Drs.", "Ir.", "Dr.", "Drs. H.", "K.H.", ""),
    "P": ("Hj.", "Dra.", "Ir.", "Dr.", "Dra. Hj.", ""),
}

TITLES_AFTER = (", S.H.", ", S.E.", ", S.Pd.", ", M.Si.", ", A.Md.", ", S.Sos., M.M.")

BIRTH_PLACES = _words(
    """
    Jakarta, Bandung, Semarang, Surabaya, Yogyakarta, Medan, Padang, Palembang, Pekanbaru,
    Jambi, Bengkulu, Bandar Lampung, Pontianak, Banjarmasin, Samarinda, Palangka Raya, Makassar,
    Manado, Palu, Kendari, Gorontalo, Mamuju, Ambon, Masohi, Ternate, Tidore, Sorong, Manokwari,
    Jayapura, Wamena, Merauke, Timika, Denpasar, Mataram, Bima, Kupang, Ende, Atambua, Banda
    Aceh, Meulaboh, Sibolga, Cirebon, Tegal, Kediri, Malang, Jember, Banyuwangi, Serang,
    Karanganyar, Klaten
    """
)

STREETS = _words(
    """
    Jl. Melati, Jl. Mawar, Jl. Kenanga, Jl. Merdeka, Jl. Ahmad Yani, Jl. Diponegoro, Jl.
    Pattimura, Jl. Sudirman, Jl. Hasanuddin, Jl. Pelabuhan, Jl. Pasar Lama, Jl. Sekolah, Jl.
    Masjid Raya, Jl. Gereja, Jl. Nelayan, Jl. Poros, Jl. Trans Sulawesi, Gang Buntu, Gang
    Kelapa, Gang Mangga II, Lorong 3, Lorong Damai, Dusun Krajan, Dusun Tanah Merah, Dusun
    Sukamaju, Kampung Baru, Kampung Sawah, Perumahan Griya Asri Blok C, BTN Bukit Indah Blok A,
    Jorong Koto Tinggi
    """
)

OCCUPATIONS: dict[str, tuple[str, ...]] = {
    "L": _words(
        """
        Wiraswasta, Karyawan Swasta, Petani/Pekebun, Pedagang, Buruh Harian Lepas,
        Pelajar/Mahasiswa, Belum/Tidak Bekerja, Nelayan/Perikanan, Sopir, Tukang Kayu, Tukang
        Batu, Peternak, Mekanik, Buruh Tani/Perkebunan, Konstruksi, Industri
        """
    ),
    "P": _words(
        """
        Wiraswasta, Karyawan Swasta, Petani/Pekebun, Pedagang, Buruh Harian Lepas,
        Pelajar/Mahasiswa, Belum/Tidak Bekerja, Mengurus Rumah Tangga, Mengurus Rumah Tangga,
        Mengurus Rumah Tangga, Penjahit, Perias, Perdagangan, Buruh Tani/Perkebunan
        """
    ),
}
