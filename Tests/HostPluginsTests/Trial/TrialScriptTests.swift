import Testing

@testable import HostPlugins

struct TrialScriptTests {
    private func issues(_ text: String) -> [String] {
        do throws(ManifestError) {
            _ = try TrialScriptReader.read(text, file: "t.yaml")
            return []
        } catch {
            return error.issues.map { "\($0.line): \($0.message)" }
        }
    }

    @Test func `A script's steps are read with their lines`() throws {
        let script = try TrialScriptReader.read(
            """
            settings: {shown: 2}
            steps:
              - request: POST /api/v1/notes/items?x=1
                as: rival/guest
                language: zh-CN
                body: {text: "1"}
                expect: {status: 403, no_text: [a, b], events: notes.added}
              - name: counts
                job: count
                arguments: {deep: true}
                expect: {summary: {items: 1}, fails: false}
              - given: {hosting: DELETE FROM miners}
            """, file: "t.yaml")
        #expect(script.settings == .object(["shown": .integer(2)]))
        #expect(script.steps.map(\.line) == [3, 8, 12])
        #expect(script.steps.map(\.language) == ["zh-CN", nil, nil])
        #expect(script.steps[2].action == .given(script: "DELETE FROM miners", plugin: "hosting"))
        #expect(script.steps[0].person == TrialPerson(tenant: .rival, role: .guest))
        #expect(
            script.steps[0].action == .request(method: "POST", target: "/api/v1/notes/items?x=1", body: .object(["text": .string("1")])))
        #expect(script.steps[0].expectation.status == 403)
        #expect(script.steps[0].expectation.absentTexts == ["a", "b"])
        #expect(script.steps[0].expectation.events == ["notes.added"])
        #expect(script.steps[1].action == .job(name: "count", arguments: .object(["deep": .bool(true)])))
        #expect(script.steps[1].person == .standard)
        #expect(script.steps[1].title == "counts (job count of client)")
    }

    @Test func `What is wrong in a script is told by line`() {
        #expect(issues("steps:\n  - request: FETCH /x\n") == ["2: wrong value"])
        #expect(issues("steps:\n  - {request: GET /x, job: count}\n") == ["2: a step does one thing"])
        #expect(issues("steps:\n  - request: GET /x\n    as: mallory\n") == ["3: wrong value"])
        #expect(issues("steps:\n  - request: GET /x\n    expect: {summary: {}}\n") == ["3: unknown field"])
        #expect(issues("steps:\n  - job: count\n    body: {}\n") == ["3: a job has no body"])
        #expect(issues("steps:\n  - {given: {a: x, b: y}}\n") == ["2: wrong value"])
        #expect(issues("steps:\n  - {given: {a: x}, expect: {}}\n") == ["2: beside given"])
        #expect(issues("steps:\n  - {request: GET /x, language: a b}\n") == ["2: wrong value"])
        #expect(issues("steps:\n  - {job: count, language: en}\n") == ["2: only requests have a language"])
        #expect(issues("steps: []\n").isEmpty == false)
        #expect(issues("settings: 1\nsteps:\n  - job: count\n") == ["1: wrong type"])
        #expect(issues("").isEmpty == false)
    }

    @Test func `Random bytes are refused or read, never a crash`() {
        let seed = UInt64.random(in: 0 ... .max)
        var state = seed
        func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
        let valid = Array("settings: {a: [1, {b: 2}]}\nsteps:\n  - {request: GET /x, as: client/user, expect: {json: {a: 1}}}\n".utf8)
        for _ in 0..<500 {
            var bytes = valid
            for _ in 0...(next() % 4) { bytes[Int(next()) % bytes.count] = UInt8(truncatingIfNeeded: next()) }
            let text = String(decoding: bytes, as: UTF8.self)
            guard let script = try? TrialScriptReader.read(text, file: "t.yaml") else { continue }
            #expect(!script.steps.isEmpty, "seed \(seed): \(text)")
            #expect(script.steps.allSatisfy { (2...4).contains($0.line) }, "seed \(seed): \(text)")
        }
    }

    @Test(arguments: [
        (#"{"a":1,"b":2}"#, #"{"a":1}"#, nil),
        (#"{"a":1.0}"#, #"{"a":1}"#, nil),
        (#"{"a":{"b":[1,2]}}"#, #"{"a":{"b":[1,2]}}"#, nil),
        (#"{"a":1}"#, #"{"b":1}"#, "$.b: expected 1, found nothing"),
        (#"[1,2]"#, #"[1]"#, "$: expected 1 elements, found 2: [1,2]"),
        (#"{"a":[{"b":"x"}]}"#, #"{"a":[{"b":"y"}]}"#, #"$.a[0].b: expected "y", found "x""#),
        (#"{"a":"1"}"#, #"{"a":1}"#, #"$.a: expected 1, found "1""#),
        (#"{"a":null}"#, #"{"a":null}"#, nil),
    ])
    func `The first difference is told with its path`(found: String, wanted: String, difference: String?) throws {
        #expect(JSONMatch.difference(try JSONValue.parse(found.utf8), from: try JSONValue.parse(wanted.utf8)) == difference)
    }
}
