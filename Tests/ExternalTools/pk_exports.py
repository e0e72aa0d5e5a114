#!/usr/bin/env python3
"""Checks the exports of coupled twins with other people's software.

Not part of `swift test`. Use:

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install \\
        python-libsbml libroadrunner copasi-basico numpy scipy
    TWINFLUX_EXPORT_DIR=/tmp/pk-export swift test --filter ExportFixtures
    /tmp/venv/bin/python Tests/ExternalTools/pk_exports.py /tmp/pk-export

What is checked, against the curves of this package (curve.csv):
  SBML      libSBML finds no error and no warning, units included; libRoadRunner and COPASI read
            each document and give the same concentrations.
  tables    model and tables of mrgsolve, rxode2 and NONMEM, read by the small interpreter below:
            it takes the equations from the model's text and the doses and parameters from the CSV
            files, as the tools' documentation describes them, and integrates with SciPy. It is
            no run of those tools: they decide about syntax that is not looked at here.

Exit status 0 if every difference is at most 1e-6 of the value (or of a millionth of the peak, where
the value is smaller than that), else 1. A simulator that is not installed is skipped, and said.
"""

import csv
import math
import re
import sys
from pathlib import Path

import numpy as np
from scipy.integrate import solve_ivp

TOLERANCE = 1e-6


def curves(folder):
    """{ID: (times, {species: values})} of curve.csv."""
    with open(folder / "curve.csv") as file:
        rows = list(csv.DictReader(file))
    species = [name for name in rows[0] if name not in ("ID", "time")]
    result = {}
    for one in sorted({row["ID"] for row in rows}, key=int):
        own = [row for row in rows if row["ID"] == one]
        result[int(one)] = (
            np.array([float(row["time"]) for row in own]),
            {name: np.array([float(row[name]) for row in own]) for name in species},
        )
    return result


def identifier(name):
    plain = re.sub(r"[^A-Za-z0-9_]", "_", name)
    return "_" + plain if plain[:1].isdigit() else plain


def difference(values, truth):
    floor = 1e-6 * np.max(np.abs(truth))
    return float(np.max(np.abs(values - truth) / np.maximum(np.abs(truth), floor)))


# --- SBML ---------------------------------------------------------------------------------------


def consistency(path):
    import libsbml

    document = libsbml.readSBMLFromFile(str(path))
    document.checkConsistency()
    found = [document.getError(i) for i in range(document.getNumErrors())]
    strict = document.checkL3v1Compatibility()
    for error in found[:5]:
        print(f"    {error.getSeverityAsString()} {error.getErrorId()}: {error.getMessage()}")
    return len(found) + strict


def roadrunner(path, times, columns):
    import roadrunner as rr

    model = rr.RoadRunner(str(path))
    model.integrator.relative_tolerance = 1e-11
    model.integrator.absolute_tolerance = 1e-15
    model.integrator.maximum_num_steps = 100000
    model.timeCourseSelections = ["time"] + columns
    grid = np.concatenate([[0.0], times])
    values = np.array(model.simulate(times=list(grid)))
    assert np.allclose(values[:, 0], grid)
    return values[1:, 1:]


def copasi(path, times, columns):
    import basico

    model = basico.load_model(str(path))
    try:
        # COPASI gives values on a grid: one short run for each time would repeat the events, so the
        # times of the truth are a grid of their own and are asked for as such.
        result = basico.run_time_course_with_output(
            output_selection=["Time"] + [f"Values[{name}]" for name in names(path, columns)],
            values=[0.0] + list(times), use_sbml_id=False, r_tol=1e-11, a_tol=1e-15,
            max_steps=10000000, update_model=False)
        data = np.array(result)
        assert np.allclose(data[1:, 0], times)
        return data[1:, 1:]
    finally:
        basico.remove_datamodel(model)


def names(path, ids):
    """The display names of parameters, which COPASI knows them by."""
    import libsbml

    document = libsbml.readSBMLFromFile(str(path))
    return [document.getModel().getParameter(one).getName() for one in ids]


def check_sbml(folder, truth, report):
    for path in sorted((folder / "sbml").glob("*.xml")) if (folder / "sbml").exists() else []:
        times, species = truth[int(path.stem)]
        columns = ["C_" + identifier(name) for name in species]
        label = f"{folder.name}/sbml/{path.name}"
        report(f"{label} consistency", float(consistency(path)), limit=0)
        for simulator in (roadrunner, copasi):
            try:
                values = simulator(path, times, columns)
            except ImportError as problem:
                print(f"{label} {simulator.__name__}: skipped, {problem}")
                continue
            worst = max(
                difference(values[:, i], species[name]) for i, name in enumerate(species))
            report(f"{label} {simulator.__name__}", worst)


# --- Tables -------------------------------------------------------------------------------------


class Model:
    """What the text of a model says, in Python's words."""

    def __init__(self):
        self.states = []
        self.slopes = {}  # state → expression
        self.lag = {}  # state → expression
        self.fraction = {}
        self.outputs = []  # expressions, in the order of the species


def block(text, name):
    match = re.search(rf"^\${name}\b[^\n]*\n(.*?)(?=^\$|\Z)", text, re.M | re.S)
    return match.group(1) if match else ""


def read_mrgsolve(text):
    text = re.sub(r"//[^\n]*", "", text)
    model = Model()
    model.states = block(text, "CMT").split()
    for name, value in re.findall(r"(\w+)\s*=\s*(.*?);", block(text, "MAIN")):
        kind, state = name.split("_", 1)
        {"F": model.fraction, "ALAG": model.lag}[kind][state] = value
    model.slopes = dict(re.findall(r"dxdt_(\w+)\s*=\s*(.*?);", block(text, "ODE")))
    model.outputs = [
        value for _, value in re.findall(r"capture (\w+)\s*=\s*(.*?);", block(text, "TABLE"))]
    parameters = set(re.findall(r"^(\w+)\s*=", block(text, "PARAM"), re.M))
    return model, parameters


def read_rxode2(text):
    text = re.sub(r"#[^\n]*", "", text)
    model = Model()
    model.states = re.findall(r"cmt\((\w+)\)", text)
    model.slopes = dict(re.findall(r"d/dt\((\w+)\) <- (.*)", text))
    model.fraction = dict(re.findall(r"^\s*f\((\w+)\) <- (.*)", text, re.M))
    model.lag = dict(re.findall(r"alag\((\w+)\) <- (.*)", text))
    model.outputs = [value for _, value in re.findall(r"^\s*(\w+) <- (.*)$", text, re.M)
                     if "rxode2" not in value]
    return model, None


def read_nonmem(text, columns):
    text = re.sub(r";[^\n]*", "", text)
    items = re.search(r"^\$INPUT(.*?)^\$", text, re.M | re.S).group(1).split()
    assert items == columns, "the columns of data.csv are not those of $INPUT"
    assert all(len(item) <= 20 for item in items)
    model = Model()
    count = len(re.findall(r"COMP=", text))
    model.states = [f"A_{i + 1}" for i in range(count)]
    plain = lambda words: re.sub(r"\bA\((\d+)\)", r"A_\1", words)
    for name, value in re.findall(r"^\s*(\w+) = (.*)$", block(text, "PK"), re.M):
        kind, number = re.fullmatch(r"(F|ALAG|S)(\d+)", name).groups()
        store = {"F": model.fraction, "ALAG": model.lag, "S": {}}[kind]
        store[f"A_{number}"] = plain(value)
        if kind == "S":
            model.outputs.append((int(number), f"A_{number}/({plain(value)})"))
    for number, value in re.findall(r"DADT\((\d+)\) = (.*)", text):
        model.slopes[f"A_{number}"] = plain(value)
    return model, None


class Run:
    """One individual: the equations with numbers, and the doses one by one."""

    def __init__(self, model, parameters, records):
        self.model = model
        self.values = parameters
        slopes = [compile(model.slopes[state], state, "eval") for state in model.states]
        self.slopes = slopes
        self.records = records

    def number(self, words):
        return float(eval(words, {}, dict(self.values)))

    def names(self, state):
        return dict(self.values, **dict(zip(self.model.states, state)))

    def advance(self, state, start, end, rates):
        if end <= start:
            return state
        slope = lambda t, y: [
            eval(words, {}, self.names(y)) + rate for words, rate in zip(self.slopes, rates)]
        answer = solve_ivp(slope, (start, end), state, method="DOP853", rtol=1e-11, atol=1e-16)
        assert answer.success
        return answer.y[:, -1]

    def doses(self):
        """(time, compartment, amount, rate, lag) of each administration."""
        for index, record in enumerate(self.records):
            if record["EVID"] != 1:
                continue
            for repeat in range(int(record["ADDL"]) + 1):
                yield index, repeat, record

    def simulate(self, times):
        events = []  # (time, order, kind, data)
        for index, repeat, record in self.doses():
            state = self.model.states[int(record["CMT"]) - 1]
            lag = self.number(self.model.lag.get(state, "0"))
            fraction = self.number(self.model.fraction.get(state, "1"))
            time = record["TIME"] + repeat * record["II"]
            place = int(record["CMT"]) - 1
            if repeat == 0 and record["SS"] == 1:
                events.append((time, index, "steady", (record, place, lag, fraction)))
            if record["RATE"] > 0:
                events.append((time + lag, index, "rate", (place, record["RATE"])))
                ends = time + lag + record["AMT"] * fraction / record["RATE"]
                events.append((ends, index, "rate", (place, -record["RATE"])))
            else:
                events.append((time + lag, index, "bolus", (place, record["AMT"] * fraction)))
        # A steady state cancels what earlier records would still bring.
        for time, index, kind, _ in list(events):
            if kind == "steady":
                events = [e for e in events if not (e[1] < index and e[0] >= time)]
        marks = sorted(events, key=lambda e: (e[0], e[2] != "steady"))
        state = np.zeros(len(self.model.states))
        rates = np.zeros(len(self.model.states))
        now, results = 0.0, []
        for stop in sorted(set(times)):
            while marks and marks[0][0] <= stop:
                time, _, kind, data = marks.pop(0)
                state = self.advance(state, now, time, rates)
                now = max(now, time)
                if kind == "bolus":
                    state = state.copy()
                    state[data[0]] += data[1]
                elif kind == "rate":
                    rates[data[0]] += data[1]
                else:
                    state, rates = self.steady(*data), np.zeros(len(rates))
            state = self.advance(state, now, stop, rates)
            now = stop
            results.append([eval(words, {}, self.names(state)) for words in self.outputs()])
        return np.array(results)

    def outputs(self):
        return self.model.outputs

    def steady(self, record, place, lag, fraction):
        """NONMEM's definition: the steady state as if without lag, advanced to II − ALAG."""
        assert record["RATE"] == 0 and lag < record["II"]
        none = np.zeros(len(self.model.states))
        state = none.copy()
        for _ in range(2000):
            before = state.copy()
            state = state.copy()
            state[place] += record["AMT"] * fraction
            state = self.advance(state, 0, record["II"], none)
            if np.all(np.abs(state - before) <= 1e-13 * np.abs(state)):
                break
        state = state.copy()
        state[place] += record["AMT"] * fraction
        return self.advance(state, 0, record["II"] - lag, none)


def rows(path):
    with open(path) as file:
        return list(csv.DictReader(file))


def check_tables(folder, truth, report):
    for tool, file in (("mrgsolve", "model.cpp"), ("rxode2", "model.R"), ("nonmem", "model.ctl")):
        own = folder / tool
        text = (own / file).read_text()
        events = rows(own / ("data.csv" if tool == "nonmem" else "events.csv"))
        parameters = {int(row["ID"]): row for row in rows(own / "parameters.csv")}
        order = [(int(row["ID"]), float(row["TIME"])) for row in events]
        assert order == sorted(order), "the records are not sorted"
        columns = list(events[0])
        declared = None
        if tool == "mrgsolve":
            model, declared = read_mrgsolve(text)
        elif tool == "rxode2":
            model, _ = read_rxode2(text)
        else:
            model, _ = read_nonmem(text, columns)
            # A concentration of each compartment with a scale, and the effect sites, which have none.
            known = {number for number, _ in model.outputs}
            observed = {int(row["CMT"]) for row in events if row["EVID"] == "0"}
            model.outputs += [(n, f"A_{n}") for n in observed - known]
            model.outputs = [words for n, words in sorted(model.outputs) if n in observed]
        worst = 0.0
        for one, (times, species) in truth.items():
            values = {
                name: float(value) for name, value in parameters[one].items() if name != "ID"}
            assert declared is None or declared <= set(values), "a parameter has no column"
            records = []
            for row in events:
                if int(row["ID"]) != one:
                    continue
                records.append({
                    key: math.nan if row[key] == "." else float(row[key])
                    for key in ("TIME", "AMT", "RATE", "II", "ADDL", "SS", "CMT", "EVID")})
                if tool == "nonmem":
                    assert all(float(row[c]) == values[c] for c in columns[11:])
                else:
                    assert all(re.fullmatch(r"[-+.eE0-9]+", cell) for cell in row.values())
            asked = sorted({record["TIME"] for record in records if record["EVID"] == 0})
            assert np.allclose(asked, times, rtol=0, atol=0)
            found = Run(model, values, records).simulate(list(times))
            assert found.shape[1] == len(species)
            worst = max([worst] + [
                difference(found[:, i], species[name]) for i, name in enumerate(species)])
        report(f"{folder.name}/{tool} tables and model", worst)


def main():
    failures = []

    def report(label, value, limit=TOLERANCE):
        verdict = "ok" if value <= limit else "FAILED"
        if value > limit:
            failures.append(label)
        print(f"{label}: {value:.2g} {verdict}", flush=True)

    root = Path(sys.argv[1])
    for folder in sorted(path for path in root.iterdir() if (path / "curve.csv").exists()):
        truth = curves(folder)
        check_sbml(folder, truth, report)
        check_tables(folder, truth, report)
    print("all agree" if not failures else f"{len(failures)} failed: {failures}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
