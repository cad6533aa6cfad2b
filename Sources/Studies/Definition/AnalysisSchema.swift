package import Basics
import Statistics

/// The part of the JSON Schema of a study that is about analyses, made from the methods.
package enum AnalysisSchema {
  /// The schema of one analysis.
  package static let analysis: JSON = [
    "type": "object", "properties": .object(properties), "additionalProperties": false,
    "required": ["method", "table"], "allOf": .array(Methods.all.map(rule)),
  ]

  /// What the schema of an analysis refers to: the options that several methods have.
  package static let definitions: [JSON.Member] = shared.map {
    JSON.Member("option-\($0.name)", schema($0))
  }

  private static let text: JSON = ["type": "string"]
  private static let names: JSON = [
    "anyOf": [["type": "string"], ["type": "array", "items": ["type": "string"]]]
  ]
  private static let parameter: JSON = ["type": "string", "pattern": "^\\$"]

  private static var properties: [JSON.Member] {
    var members: [JSON.Member] = [.init("title", text)]
    func add(_ key: String, _ schema: JSON) { members.append(.init(key, schema)) }
    add(
      "method",
      [
        "enum": .array(Methods.names.map(JSON.string)), "description": "A method of almanac stat.",
      ])
    add("table", text)
    add(
      "where",
      [
        "type": ["string", "number", "boolean"],
        "description": "An expression: the scalar subset of SQL.",
      ])
    for role in StudyParser.analysisRoles {
      add(role, ["x", "y", "z", "group"].contains(role) ? names : text)
    }
    add("levels", ["type": "array"])
    add("alternative", ["enum": .array(Alternative.allCases.map { .string($0.rawValue) })])
    add("level", ["anyOf": [["type": "number"], parameter]])
    add("leave-out", text)
    let member: JSON = [
      "type": "object", "properties": ["name": text, "term": text], "required": ["name"],
      "additionalProperties": false,
    ]
    add(
      "family",
      [
        "description":
          "The family of its test; of a model with several slopes also the term that is tested.",
        "anyOf": [text, member],
      ])
    add("options", ["type": "object"])
    return members
  }

  /// What a method reads: the keys of its analysis, and its options.
  private static func rule(_ method: MethodDescriptor) -> JSON {
    let options = method.options.map(\.name)
    var keys = ["title", "method", "table", "where", "family", "options"]
    keys += method.facts.roles
    if method.facts.estimate != nil { keys.append("leave-out") }
    keys += StudyParser.directOptions.filter { options.contains($0) }
    let known = method.options.map { option -> JSON.Member in
      let reference: JSON = ["$ref": .string("#/$defs/option-\(option.name)")]
      return JSON.Member(option.name, shared.contains(option) ? reference : schema(option))
    }
    return [
      "if": [
        "properties": ["method": ["const": .string(method.facts.name)]], "required": ["method"],
      ],
      "then": [
        "propertyNames": ["enum": .array(keys.map(JSON.string))],
        "properties": [
          "options": ["properties": .object(known), "additionalProperties": false]
        ],
      ],
    ]
  }

  /// The options that several methods have alike, by name.
  private static let shared: [OptionFacts] = {
    let all = Methods.all.flatMap(\.options)
    var names: Set<String> = []
    return all.filter { option in
      all.count { $0 == option } > 1 && names.insert(option.name).inserted
    }
  }()

  private static func schema(_ option: OptionFacts) -> JSON {
    var members: [JSON.Member] = [.init("description", .string(option.meaning))]
    if case .value(let value) = option.standard { members.append(.init("default", value)) }
    members.append(.init("anyOf", .array([schema(option.domain), parameter])))
    return .object(members)
  }

  private static func schema(_ domain: OptionFacts.Domain) -> JSON {
    switch domain {
    case .number(let numbers): schema(numbers)
    case .whole(let range):
      [
        "type": "integer", "minimum": .int(Int64(range.lowerBound)),
        "maximum": .int(Int64(range.upperBound)),
      ]
    case .flag: ["type": "boolean"]
    case .choice(let names): ["enum": .array(names.map(JSON.string))]
    case .text: text
    case .numbers(let numbers): ["type": "array", "items": schema(numbers)]
    case .parameters: ["type": ["object", "string"]]
    case .names: ["type": "array"]
    case .columns(several: false): text
    case .columns(several: true): names
    case .levels: ["type": "object", "additionalProperties": ["type": "array", "items": text]]
    case .choices(let choices):
      ["type": "array", "items": ["enum": .array(choices.map(JSON.string))]]
    }
  }

  private static func schema(_ numbers: NumberDomain) -> JSON {
    switch numbers {
    case .any: ["type": "number"]
    case .atLeast(let low): ["type": "number", "minimum": .number(low)]
    case .between(let low, let high):
      [
        "type": "number", "exclusiveMinimum": .number(low), "exclusiveMaximum": .number(high),
      ]
    }
  }
}
