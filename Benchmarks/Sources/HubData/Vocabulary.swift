/// The words that a synthetic mined Hub is made of. Nothing about the real Hub may be read from them.
enum Vocabulary {
  static let domains = Weighted<String?>([
    ("NLP", 0.42), ("Computer Vision", 0.16), ("Multimodal", 0.10), ("Audio", 0.07),
    ("Reinforcement Learning", 0.10), (nil, 0.15),
  ])
  /// By domain: what its models are for, shifts of log size and log emissions.
  static let tasks: [[String?]] = [
    [
      "text-generation", "text-classification", "token-classification", "question-answering",
      "fill-mask", "summarization", "translation",
    ],
    ["image-classification", "object-detection", "text-to-image", "image-segmentation"],
    ["image-text-to-text", "visual-question-answering", "feature-extraction"],
    ["automatic-speech-recognition", "text-to-speech", "audio-classification"],
    ["reinforcement-learning", "robotics"], [nil],
  ]
  static let sizeShift = [0.3, -0.6, 0.9, -0.2, -3.5, 0]
  static let emissionShift = [0.4, -0.3, 0.6, 0.1, -0.8, 0]

  static let libraries = Weighted<String?>([
    ("transformers", 40), (nil, 12), ("peft", 8), ("stable-baselines3", 9), ("diffusers", 8),
    ("sentence-transformers", 5), ("gguf", 5), ("keras", 3), ("ml-agents", 3), ("timm", 2),
    ("mlx", 2), ("adapter-transformers", 1), ("spacy", 1), ("setfit", 1), ("fastai", 0.7),
    ("open_clip", 0.6), ("espnet", 0.4), ("nemo", 0.3), ("speechbrain", 0.3), ("flair", 0.2),
    ("allennlp", 0.1),
  ])
  static let licences = Weighted<String?>([
    (nil, 40), ("apache-2.0", 24), ("mit", 9), ("creativeml-openrail-m", 6), ("other", 5),
    ("openrail", 4), ("llama3", 3), ("cc-by-nc-4.0", 2), ("cc-by-4.0", 2), ("llama2", 2),
    ("gemma", 2), ("afl-3.0", 1), ("cc-by-sa-4.0", 1), ("gpl-3.0", 0.7), ("unknown", 0.6),
    ("bsd-3-clause", 0.5),
  ])
  static let tags: Weighted<String> = {
    let common = [
      "pytorch", "safetensors", "tensorboard", "tf", "jax", "onnx", "gguf", "endpoints_compatible",
      "autotrain_compatible", "text-generation-inference", "region:us", "en", "conversational",
      "generated_from_trainer", "bert", "llama", "gpt2", "roberta", "t5", "distilbert", "mistral",
      "qwen2", "lora", "stable-diffusion", "model-index", "deep-reinforcement-learning",
      "multilingual", "zh", "fr", "de", "es", "custom_code", "4-bit", "8-bit",
    ]
    let papers = (0..<400).map { "arxiv:\(1900 + $0 / 12).\(($0 * 7919) % 100_000)" }
    let bases = (0..<600).map { "base_model:org\($0 % 37)/base-\($0)" }
    let all: [String] = common + papers + bases
    return Weighted(all.enumerated().map { (tag: $0.element, weight: 1 / Double($0.offset + 1)) })
  }()
  static let datasets = Weighted(
    (0..<800).map { (index: Int) -> (String, Double) in
      (index % 5 == 0 ? "org/set_\(index)" : "ds-\(index)", 1 / Double(index + 1))
    })

  static let sources = ["AutoTrain", "code carbon", "mlco2 calculator", "self-reported"]
  static let trainings = ["fine-tuning", "pretraining", "pre-training, fine-tuning"]
  static let places = [
    "East US, Virginia", "Montreal, Canada", "Paris, France", "On-premises", "Iowa, USA",
    "Frankfurt, DE", "Tokyo, Japan",
  ]
  static let hardware = [
    "8 x A100-80GB", "1 x T4", "4 x V100", "TPU v3-8", "1 x RTX 3090", "2 x Tesla P100", "CPU only",
  ]
  static let words =
    """
    model fine tuned version of base on the dataset with loss accuracy this card was generated \
    automatically training procedure hyperparameters learning rate batch size epochs evaluation \
    intended uses limitations more information needed trained for task language text image speech \
    agent environment policy checkpoint weights license please cite paper results
    """.split(separator: " ").map(String.init)
  /// What breaks readers of CSV: quotes, line breaks, commas, and text that is not ASCII.
  static let nasty = [
    "She said \"it works\", and left.", "naïve café, Zürich – 東京, Москва",
    "line one\nline two, with comma\n\"quoted\" end", "模型,描述\n第二行",
    "😀 emoji, \"double\" quotes", "Ελληνικά; ñandú, \"łódź\"\r\nCRLF inside",
    "a \"\"doubled\"\" quote, and 'single'", "trailing comma,\n\nblank line above",
  ]
}
