import Basics
import Carbon
import Charts
import Foundation
import Tables
import Testing

@Suite struct SpecificationTests {
  private func failure(_ json: String) -> (path: String, message: String)? {
    do {
      _ = try decode(json)
      return nil
    } catch DecodingError.dataCorrupted(let context) {
      let path = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
      return (path.joined(separator: "."), context.debugDescription)
    } catch {
      return ("", "\(error)")
    }
  }

  @Test func unknownKeyIsNamedWithItsPathAndTheNearestKey() throws {
    let found = try #require(failure(#"{"layers": [{"mark": "point", "colour": "domain"}]}"#))
    #expect(found.path == "layers.0.colour")
    #expect(found.message.contains("did you mean 'color'?"))
  }

  @Test func unknownMarkIsNamedWithTheNearestMark() throws {
    let found = try #require(failure(#"{"layers": [{"mark": "boxpolt"}]}"#))
    #expect(found.path == "layers.0.mark")
    #expect(found.message.contains("did you mean 'boxplot'?"))
  }

  @Test(arguments: [
    (#"{"scales": {"y": {"typ": "log"}}, "layers": [{"mark": "point"}]}"#, "scales.y.typ"),
    (#"{"scales": {"y": {"type": "lgo"}}, "layers": [{"mark": "point"}]}"#, "scales.y.type"),
    (#"{"theme": "night", "layers": [{"mark": "point"}]}"#, "theme"),
    (#"{"size": "huge", "layers": [{"mark": "point"}]}"#, "size"),
    (#"{"size": {"width": 1}, "layers": [{"mark": "point"}]}"#, "size"),
    (#"{"layers": [{"mark": "histogram", "bins": 0}]}"#, "layers.0.bins"),
    (#"{"layers": [{"mark": "fit", "level": 95}]}"#, "layers.0.level"),
    (#"{"scales": {"x": {"min": 2, "max": 1}}, "layers": [{"mark": "point"}]}"#, "scales.x.min"),
    (#"{"facet": {"wrap": 2}, "layers": [{"mark": "point"}]}"#, "facet"),
    (#"{"title": "nothing"}"#, ""),
  ])
  func wrongValuesAreRefusedAtTheirPlace(_ json: String, _ path: String) throws {
    #expect(try #require(failure(json)).path == path)
  }

  @Test(
    "A value of the wrong kind is reported in plain words, with its place",
    arguments: [
      ("bins: 1.5", "1:41: a whole number"), ("bins: 1e308", "1:41: a whole number"),
      ("bins: 99999999999999999999", "1:41: a whole number"), ("bins: x", "1:41: a whole number"),
      ("bins: [2]", "1:41: a whole number"), ("binwidth: x", "1:45: a number"),
      ("bandwidth: 1e999", "1:46: a number"), ("horizontal: 3", "1:47: true or false"),
      ("table: {}", "1:42: a text"), ("columns: x", "1:44: a list"),
    ])
  func wrongKinds(_ key: String, _ words: String) throws {
    let text = "{layers: [{mark: histogram, x: x, \(key)}]}"
    let yaml = try #require(try YAMLValue.parse(text, file: "c.yml"))
    let error = #expect(throws: YAMLError.self) { try Chart(yaml, pictures: []) }
    #expect(
      error?.description.hasPrefix("c.yml:\(words) is expected here") == true, "\(error as Any)")
  }

  @Test func specificationSurvivesEncoding() throws {
    for entry in try #require(Examples.gallery).entries {
      let bytes = try JSONEncoder().encode(entry.chart)
      let text = String(decoding: bytes, as: UTF8.self)
      let yaml = try #require(try YAMLValue.parse(text, file: entry.name))
      #expect(try Chart(yaml, pictures: CarbonPictures.all) == entry.chart)
    }
  }

  @Test func tablesAndModelsAreListedOnce() throws {
    let chart = Chart(
      table: "a",
      layers: [
        Layer(.point) { $0.table = "b" }, Layer(.fit) { $0.model = "m" },
        Layer(.fit) { $0.model = "m" },
      ])
    #expect(chart.tableNames == ["a", "b"])
    #expect(chart.modelNames == ["m"])
  }
}
