/// The places where evidence is pinned, as the template reads them. Pure.
struct PlaceTable {
    let places: [PlaceReport]
    let catalogue: Catalogue

    var json: JSONValue { .array(places.map(describe)) }

    private func describe(_ place: PlaceReport) -> JSONValue {
        let isTroubled = place.problem != nil || place.refused > 0 || place.day.lost > 0
        return [
            "name": .string(place.name), "pinned": count(place.pinned), "waiting": count(place.waiting),
            "is_removing": .bool(place.removing > 0), "removing": count(place.removing),
            "is_refused": .bool(place.refused > 0), "refused": count(place.refused),
            "problem": place.problem.map { .string($0) } ?? .null, "host": place.host.map { .string($0) } ?? .null,
            "state": .string(catalogue[isTroubled ? "notary.state_troubled" : "notary.state_fine"]),
            "state_class": .string(isTroubled ? "low" : "fine"),
            "day": share(place.day), "week": share(place.week), "checked": count(place.week.checked), "lost": count(place.week.lost),
            "is_lost": .bool(place.week.lost > 0),
            "unchecked_days": place.uncheckedSeconds.map { count(Int($0 / 86_400)) } ?? .null,
        ]
    }

    /// Uploads that came to be pinned among all that were tried.
    private func share(_ tally: PlaceReport.Tally) -> JSONValue {
        let tried = tally.pinned + tally.failed
        let percent = NotaryTable.percent(UInt64(clamping: tally.pinned), of: UInt64(clamping: tried))
        return [
            "success": tried == 0 ? .null : .string("\(percent) %"), "pinned": count(tally.pinned), "failed": count(tally.failed),
        ]
    }

    private func count(_ value: Int) -> JSONValue { .string(UsageTable.amount(value, "")) }
}
