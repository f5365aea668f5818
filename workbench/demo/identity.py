"""Made-up customers: who they are, where they live, how they can be reached and what they allowed.

Documents lie outside the series the registries give out or carry a mark; numbers are explained in the pools.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date
from random import Random

from workbench.demo.plans import Portfolio
from workbench.demo.pools import City, Pool, pool_of

Row = dict[str, str]
_RUT_FACTORS = (2, 3, 4, 5, 6, 7)
_RUC_FACTORS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


@dataclass(frozen=True, slots=True)
class Customer:
    """A made-up customer: the row of the import file and the values that the simulation reads often."""

    external_id: str
    timezone: str
    phones: int
    allows: frozenset[str]
    row: Row


def make_customer(rng: Random, number: int, *, portfolio: Portfolio, opened_on: date) -> Customer:
    """The customer with that number: their name, document, place, numbers and consents, all drawn from `rng`."""
    pool = pool_of(portfolio.country)
    city = rng.choices(pool.cities, [city.weight for city in pool.cities])[0]
    is_company = rng.random() < portfolio.companies
    name = _company_name(rng, pool) if is_company else _person_name(rng, pool)
    numbers = [_phone(rng, pool, city) for _ in range(2 if rng.random() < 0.45 else 1)]
    allows = _allowed(rng)
    external_id = f"{portfolio.country}-{number:06d}"
    row = {
        "external_id": external_id,
        "name": name,
        "kind": "business" if is_company else "residential",
        "document": _document(rng, portfolio.country, is_company=is_company, name=name),
        "segment": rng.choices(("estándar", "preferente", "nuevo"), (6, 2, 2))[0],
        "city": city.name,
        "region": city.region,
        "country": portfolio.country,
        "timezone": city.timezone,
        "language": "es",
        "phone": numbers[0],
        "phone_2": numbers[1] if len(numbers) > 1 else "",
        "email": _email(rng, name, number, pool) if rng.random() < 0.7 else "",
        "whatsapp": numbers[0] if "whatsapp" in allows else "",
        "address": _address(rng, pool, portfolio.country),
        "opened_on": opened_on.isoformat(),
        **{f"consent_{one}": str(one in allows).lower() for one in ("call", "sms", "email", "whatsapp")},
        "origen": "demostración",
    }
    return Customer(external_id, city.timezone, len(numbers), allows, row)


def _allowed(rng: Random) -> frozenset[str]:
    shares = {"call": 0.97, "sms": 0.85, "email": 0.6, "whatsapp": 0.3}
    return frozenset(channel for channel, share in shares.items() if rng.random() < share)


def _person_name(rng: Random, pool: Pool) -> str:
    first = rng.choice(pool.first_f if rng.random() < 0.52 else pool.first_m)
    return f"{first} {rng.choice(pool.surnames)} {rng.choice(pool.surnames)}"


def _company_name(rng: Random, pool: Pool) -> str:
    return f"{rng.choice(pool.trades)} {rng.choice(pool.business_names)} {rng.choice(pool.business_suffix)}".strip()


def _phone(rng: Random, pool: Pool, city: City) -> str:
    start = f"{city.area}55" if city.area else ""
    rest = pool.phone_digits - len(start)
    return f"{rng.choice(pool.phone_prefixes)}{start}{rng.randrange(10**rest):0{rest}d}"


def _email(rng: Random, name: str, number: int, pool: Pool) -> str:
    words = plain(name).lower().replace(".", "").split()
    return f"{words[0]}.{words[-1]}{number}@{rng.choice(pool.email_hosts)}"


def plain(text: str) -> str:
    """The text in ASCII letters: accents taken off."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _address(rng: Random, pool: Pool, country: str) -> str:
    street = rng.choice(pool.streets)
    if country == "CO":
        return f"{street} # {rng.randint(1, 98)}-{rng.randint(1, 99):02d}"
    return f"{street} {rng.randint(10, 2990)}"


def _document(rng: Random, country: str, *, is_company: bool, name: str) -> str:
    if country == "CO":
        number = rng.randrange(10**7)
        return f"NIT 99{number:07d}" if is_company else f"CC 9{number:07d}00"
    if country == "CL":
        number = rng.randint(41_000_000, 49_000_000)
        return f"RUT {number}-{_rut_digit(number)}"
    if country == "PE":
        number = rng.randrange(10**6)
        return f"RUC {_with_ruc_digit(f'2099{number:06d}')}" if is_company else f"DNI 00{number:06d}"
    return f"RFC {_rfc(rng, name, is_company=is_company)}"


def _rut_digit(number: int) -> str:
    total = sum(int(digit) * _RUT_FACTORS[place % 6] for place, digit in enumerate(reversed(str(number))))
    return {10: "K", 11: "0"}.get(11 - total % 11, str(11 - total % 11))


def _with_ruc_digit(ten: str) -> str:
    total = sum(int(digit) * factor for digit, factor in zip(ten, _RUC_FACTORS, strict=True))
    return f"{ten}{(11 - total % 11) % 10}"


def _rfc(rng: Random, name: str, *, is_company: bool) -> str:
    letters = "".join(plain(word)[0] for word in reversed(name.split())).upper()
    born = date(rng.randint(1955, 2004), rng.randint(1, 12), rng.randint(1, 28))
    return f"{(letters + 'XXXX')[: 3 if is_company else 4]}{born:%y%m%d}DEM"
