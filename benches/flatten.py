"""Another program over one file, for flatten.sh: flatten.py iatiflattener|iatikit FILE FOLDER.

iatiflattener fetches codelists and rates when it begins. Here it is given the codes that stand in the file, no names of
organisations, and the rates of FOLDER/rates.csv, so that nothing is fetched and all rows are made. The walk with iatikit takes
up every transaction of every activity, and the text of its value.
"""

import os
import re
import shutil
import sys


def codes(file, element):
    """The codes of an element that the file names."""
    found = set()
    with open(file, encoding="utf-8") as lines:
        for line in lines:
            found.update(re.findall("<%s[^>]* code=\"([^\"]+)\"" % element, line))
    return found


def flatten(file, folder):
    import exchangerates
    import iatiflattener

    def given(self, refresh_rates):
        self.activity_data = {}
        self.countries = sorted(codes(file, "recipient-country") | codes(file, "recipient-region"))
        self.category_group = {code[:3]: code[:3] for code in codes(file, "sector")}
        self.organisations = {language: {} for language in ["en", *self.langs]}
        rates = os.path.join(folder, "rates.csv")
        self.exchange_rates = exchangerates.CurrencyConverter(update=False, source=rates)
        self.countries_currencies = {code: "EUR" for code in self.countries}
        self.reporting_organisation_groups = {}

    iatiflattener.FlattenIATIData.setup_codelists = given
    publisher = os.path.join(folder, "cache", "data", "one")
    os.makedirs(publisher, exist_ok=True)
    shutil.copy(file, os.path.join(publisher, "one.xml"))
    out = os.path.join(folder, "flattened")
    cache = os.path.join(folder, "cache")
    iatiflattener.FlattenIATIData(iatikitcache_dir=cache, output=out, publishers=["one"], langs=["en"])
    rows = 0
    for name in os.listdir(os.path.join(out, "csv")):
        if name.endswith(".csv"):
            with open(os.path.join(out, "csv", name), encoding="utf-8") as lines:
                rows += sum(1 for _ in lines) - 1
    print("rows written:", rows, file=sys.stderr)


def walk(file):
    from iatikit.data.dataset import Dataset

    count = 0
    for activity in Dataset(file).activities:
        for transaction in activity.etree.findall("transaction"):
            count += transaction.findtext("value") is not None
    print("transactions with a value:", count, file=sys.stderr)


if __name__ == "__main__":
    what, file, folder = sys.argv[1:4]
    walk(file) if what == "iatikit" else flatten(file, folder)
