//! What is a read in Python, and what isn't.

use super::{check, is_needed};
use crate::{Language, reads};

#[test]
fn python_that_fails_without_a_variable() {
    for text in [
        "url = os.environ['A']",
        "class C:\n  def f(self):\n    self.url = os.environ['A']",
        "client = Client(\n  base_url=os.environ['A'],\n)",
        "requests.get(os.environ['A'])",
        "requests.get(os.getenv('A'), timeout=1)",
        "requests.get(os.getenv('A') + '/a')",
        "url = f\"{os.getenv('A')}/users\"",
        "url = os.environ.get('A').rstrip('/')",
        "url: str = os.getenv('A', None)\nasync def f():\n  return httpx.post(f'{url}/x', json=y)",
        "url = os.getenv('A', 'http://localhost:3000')\nrequests.get(f'{url}/x')",
        "url = (os.getenv('A') or 'http://web:3000')\nrequests.get(url + '/x')",
        "a = os.environ['A']\nif b: pass",
        "with open(x) as f:\n  a = os.environ['A']",
        "def f():\n  return (\n    os.environ['A']\n  )",
        "def f():\n  if b:\n    return 1\n  raise c\n\ndef g():\n  return os.environ['A']",
        "requests.get((f\"{os.getenv('A')}/x/\" + b.c), json={'d': 1} == e)",
        "urls = [os.getenv('A') + '/x', b]\nc == d",
        "try:\n  import b\nexcept ImportError:\n  pass\nurl = os.environ['A']",
    ] {
        assert!(is_needed("a.py", &format!("import os\n{text}")), "{text}");
    }
}

#[test]
fn python_that_may_do_without_a_variable() {
    for text in [
        "os.getenv('A')",
        "url = os.getenv('A')",
        "f(os.getenv('A'))",
        "b = f\"{os.getenv('A')}/x\" == c; d = c != f\"{os.getenv('A')}/x\"",
        "b = os.getenv('A') + '/x' + c.d(e) == f; g = c == os.getenv('A') + '/x'",
        "b = f\"{os.getenv('A')}/x\".startswith(c)",
        "b = (os.getenv('A') + f'/x{y}') == c; (os.getenv('A') + '/x').startswith(d)",
        "b = {f\"{os.getenv('A')}/x\": 1}[f\"{os.getenv('A')}/x\"]",
        "f(f\"{os.getenv('A')}/x\"); f(url=os.getenv('A') + '/x', b=[f\"{os.getenv('A')}/x\"])",
        "for b in c:\n  requests.get(f\"{os.getenv('A')}/x\")",
        "print(f\"{os.getenv('A')}/users\"); logging.info('x', {'url': os.getenv('A') + '/users'})",
        "requests.get(os.getenv('A', '') + '/x')",
        "requests.get(os.getenv('A', b) + '/x')",
        "requests.get(os.getenv('A') or b)",
        "url = os.getenv('A', 'http://localhost:3000').rstrip('/')",
        "url = os.environ['A'] if b else c",
        "url = b or os.environ['A']",
        "if 'A' in os.environ:\n  url = os.environ['A']",
        "'A' in os.environ\nurl = os.environ['A']",
        "if b:\n  url = os.environ['A']",
        "if b: url = os.environ['A']",
        "if b:\n  pass\nelse:\n  def f():\n    return os.environ['A']",
        "match b:\n  case 1:\n    url = os.environ['A']",
        "match os.getenv('A'):\n  case None: pass\nurl = os.environ['A']",
        "url = os.getenv('A')\nif not url:\n  url = '/api'\nrequests.get(f'{url}/x')",
        "if a := os.getenv('A'):\n  f(a)",
        "url = next((u for u in [os.getenv('A'), '/api'] if u), None)",
        "urls = list(filter(None, [os.getenv('A'), '/api']))",
        "urls = [u for u in (os.getenv('A'), '/api') if u]",
        "url = {'a': os.getenv('A')}.get('a') or '/api'",
        "url = next(iter([os.getenv('A')]) or ['/api'])",
        "try:\n  url = os.environ['A']\nexcept KeyError:\n  url = 'b'",
        "with contextlib.suppress(KeyError):\n  url = os.environ['A']",
        "with (\n  suppress(KeyError),\n):\n  url = os.environ['A']",
        "f = lambda: os.environ['A']",
        "os.environ.setdefault('A', 'b')\nf(os.environ['A'])",
        "os.environ['A'] = 'b'\nf(os.environ['A'])",
        "os.environ.pop('A', None)",
        "def f():\n  if local():\n    return 'b'\n  return os.environ['A']",
        "def f():\n  for b in c:\n    if not b: continue\n    requests.get(b)\n  return requests.get(os.getenv('A'))",
        "async def f():\n  if not b:\n    raise X\n  def g():\n    return os.environ['A']",
        "if not b:\n  sys.exit(1)\nurl = os.environ['A']",
        "assert is_configured()\nurl = os.environ['A']",
        "def f():\n  return os.environ['A']\n\ndef g():\n  try:\n    return f()\n  except KeyError:\n    return None",
        "if os.environ.get('VERCEL'):\n  url = '/api'\nelse:\n  url = os.environ['A']",
        "if os.environ.get('VERCEL'):\n  exit()\nurl = os.environ['A']",
        "class S(BaseSettings):\n  a: str",
    ] {
        assert!(!is_needed("a.py", &format!("import os\n{text}")), "{text}");
    }
}

#[test]
fn a_name_of_the_file_is_not_the_environment() {
    check(
        "a.py",
        &[
            ("import os\ndef f(os):\n  os.getenv('A')\n\nos.getenv('B')", "\"B\""),
            ("def f(\n  x,\n  os=y,\n) -> str:\n  return os.environ['A']\nos.environ['B']", "\"B\""),
            ("from mine import os\nos.getenv('A')", ""),
            ("import mine as os\nos.getenv('A')", ""),
            ("import os.path\nimport os as os\nos.getenv('A')", "\"A\""),
            ("import os\ndef f():\n  os = g()\n  os.getenv('A')\nf(os=os.getenv('B'))", "\"B\""),
        ],
    );
}

#[test]
fn assignments_are_found_beside_reads() {
    for text in [
        "os.environ |= x",
        "os.environ[k] = v",
        "os.environ.update(x)",
        "os.environ.update({k: v for k, v in x})",
        "os.environ.update({'A' + b: c})",
        "os.environ |= {**x}",
        "for k, v in x: os.environ.setdefault(k, v)",
        "os.environ.__setitem__(k, v)",
        "x.each(os.environ.__setitem__)",
        "f(os.environ)",
        "f(environ=os.environ)",
        "def f(env=os.environ): pass",
        "env = os.environ",
        "def f(): return os.environ",
        "f({'a': os.environ}, [b])",
        "load_dotenv('../x')",
        "os.environ = x",
        "os; exec(x)  # environ",
    ] {
        check("a.py", &[(&format!("import os\n{text}"), "=")]);
    }
    check(
        "a.py",
        &[(
            "import os\nload_dotenv(); os.environ[k]; dict(os.environ); for k in os.environ: pass\ndb.exec(x)",
            "* * *",
        )],
    );
    for (text, expected) in [
        (
            "def f(monkeypatch):\n  monkeypatch.setenv('A', 'b')\n  monkeypatch.delenv(\"C\", raising=False)",
            "=A =C",
        ),
        ("with mock.patch.dict(os.environ, {'A': '1', 'B': f('c', d=1)}, clear=True): pass", "=A =B"),
        (
            "@patch.dict('os.environ', {\"A\": '1'})\n@patch.dict(\"os.environ\", B='2')\ndef f(): pass",
            "=A =B",
        ),
        ("@patch.dict(os.environ, A='1')\ndef f(): pass\npatch.dict(other, {'B': 1})", "=A"),
        ("os.environ.update({'A': 'b'}); os.environ.update(C='d', **e)", "=A = =C"),
        ("os.putenv('A', 'b'); os.unsetenv('C'); os.environ[d]", "=A =C *"),
        ("os.environ |= {'A': '1', b: 2}\nx = os.environ | {'C': 1}", "= =A =C"),
        ("monkeypatch.setitem(os.environ, 'A', 'b'); self.mp.delitem(os.environ, 'C')", "=A =C"),
        ("cache.setenv('A', 'b'); other.setitem(b, 'C')", ""),
        ("run(x, env={**os.environ, 'A': '1'}); run(x, env=dict(os.environ, B='1'), C=2)", "=A =B"),
        (
            "run(x, env={'A': 1, **os.environ}); run(x, env=dict(B=1, **os.environ)); run(env=os.environ | {'C': 1, **d})",
            "=A =B =C",
        ),
        (
            "@mock.patch.dict('os.environ', {'A': 1})\ndef f(mocker):\n  mocker.patch.dict('os.environ', B=1)\n  unittest.mock.patch.dict('os.environ', {'C': 1})",
            "=A =B =C",
        ),
        ("a = {**os.environ, 'A': 1}; b = dict(os.environ, B=1); f(os.environ, C=1)", "* * ="),
        ("os.environ.__setitem__('A', 1); os.environ.update({'B': {c: 1}, 'D': {**e}})", "=A =B =D"),
    ] {
        check("a.py", &[(&format!("import os\n{text}"), expected)]);
    }
}

#[test]
fn tests_of_a_name_are_reads() {
    check(
        "a.py",
        &[(
            "import os\n'A' in os.environ; \"B\" not in os.environ; os.environ.pop('C'); os.environ.setdefault('D', e)\nfor x in os.environ: pass\n'E' in os.environ.values()",
            "\"A\" \"B\" \"C\" \"D\" * *",
        )],
    );
}

#[test]
fn uses_without_names() {
    for text in [
        "os.environ[name]",
        "os.environ['A_' + b]",
        "os.environ.get(name)",
        "os.getenv(f'{a}_URL', b)",
        "os.environ.pop(name, None)",
        "del os.environ[name]",
        "name in os.environ",
        "for k, v in os.environ.items(): pass",
        "Settings(**os.environ)",
        "a = {**os.environ}",
        "a = os.environ.copy()",
    ] {
        check("a.py", &[(&format!("import os\n{text}"), "*")]);
    }
    let none =
        "run(env=os.environ); patch.dict(os.environ); print(os.environ); len(os.environ); os.environ.clear()";
    check("a.py", &[(&format!("import os\n{none}; os.environ; f(os.environ)"), "= =")]);
    let uses =
        |text: &str| -> Vec<bool> { reads(Language::Python, text).iter().map(|it| it.uses_others).collect() };
    assert_eq!(uses("import os\nexec(x); load_dotenv(x) # environ"), [false, false]);
    assert_eq!(uses("import os\nf(os.environ); os.environ[a] = b; os.environ |= c"), [true; 3]);
}

#[test]
fn python() {
    check(
        "a.py",
        &[
            (
                "import os\na = os.environ[\"A\"]; b = os.environ.get('B', ''); c = os.getenv(\"C\", d)",
                "\"A\" \"B\" \"C\"",
            ),
            (
                "from os import environ, getenv as get\nenviron['A']; environ.get(\"B\"); get('C')",
                "\"A\" \"B\" \"C\"",
            ),
            ("from os import (\n  path,\n  getenv,\n)\ngetenv('A')", "\"A\""),
            ("from os import (\n  environ,\n)\nenviron['A']\nf(x, environ)", "\"A\" ="),
            ("from os import (environ,)\nenviron['A']", "\"A\""),
            ("from os import (path, environ as e)\ne['A']", "\"A\""),
            ("from os import environ as e, \\\n  getenv\ngetenv('A'); e['B']", "\"A\" \"B\""),
            ("from os import \\\n  environ\nenviron['A']", "\"A\""),
            ("import os as system\nsystem.getenv('A')", "\"A\""),
            ("from os import *\ngetenv('A'); environ['B']", "\"A\" \"B\""),
            ("from os import getenv as g\ng('A')", "\"A\""),
            ("from os import environ as e\ne['A']; e.get('B'); 'C' in e", "\"A\" \"B\" \"C\""),
            ("import sys, os as o\no.getenv('A'); o.environ['B']", "\"A\" \"B\""),
            ("import os.path as p, x.y as z, os as o, q\no.environ['A']; p.environ['B']", "\"A\""),
            ("from x import y, os as o\no.getenv('A')", ""),
            ("if x: import os as o; import a, os as q\no.getenv('A'); q.getenv('B')", "\"A\" \"B\""),
            ("from os import putenv, unsetenv as u\nputenv('A', 'b'); u('B') # getenv", "=A =B"),
            (
                "import os\nos.getenv(key='A'); os.getenv(key='B', default='c'); os.getenv(default='D')",
                "\"A\" \"B\" *",
            ),
            ("getenv('A'); environ['B']; x.os.environ['C']; my.getenv('D')", ""),
            (
                "import os\nos.environ['A'] = '1'\ndel os.environ['B']\nif os.environ['C'] == 1: pass",
                "=A =B \"C\"",
            ),
            ("import os\nos.environ[name]; os.environ[f'A_{b}']; os.getenv('A' 'B')", "* * *"),
            (
                "# os.environ['A']\n\"\"\"os.environ['B'] it's\"\"\"\n'os.getenv(\"C\")'\nos.getenv('D')",
                "\"D\"",
            ),
            (
                "x = f\"{os.environ['A']} {{os.environ['B']}} {os.getenv('C'):>10}\"; os.getenv('D')",
                "\"A\" \"C\" \"D\"",
            ),
            ("x = f'''{\n  os.environ['A']\n} it's'''\nos.getenv('B')", "\"A\" \"B\""),
            ("x = f\"{f'{os.getenv(\"A\")}'}\" + rb'\\'; os.getenv('B')\nos.getenv('C')", "\"A\" \"C\""),
            ("r'\\'; os.getenv('A')'\nos.getenv(r'B', rb'C')", "\"B\""),
            // Half typed.
            ("def f(\n  a = os.environ['A'\n  b = os.getenv('B')", "\"B\""),
            ("a = os.environ['A\nb = os.getenv('B')", "\"B\""),
            ("x = f'{os.getenv(\nos.getenv('B')", "* \"B\""),
            ("os.environ.", ""),
            ("os.environ[", ""),
        ],
    );
}

#[test]
fn settings_of_pydantic() {
    let settings = "from pydantic_settings import BaseSettings\n\
        class Settings(BaseSettings):\n    \"\"\"It's all.\"\"\"\n    model_config = SettingsConfigDict(env_prefix='APP_')\n\
        \x20   backend_url: str\n    port: int = Field(\n        default=1,\n        alias=\"PORT\",\n    )\n    _own: str\n\
        \x20   kind: ClassVar[str] = 'x'\n    other: str = Field(validation_alias=AliasChoices('A', 'B'))\n\
        \x20   @property\n    def x(self):\n        y: int = 1\n        return os.environ['A']\n\n    last: str\nafter: str = ''\n";
    check(
        "a.py",
        &[
            (settings, "APP_BACKEND_URL~backend_url \"PORT\" \"A\" \"B\" \"A\" APP_LAST~last"),
            ("class S(p.BaseSettings):\n  url: str\n  class Config:\n    env_file = '.env'\n", "URL~url"),
            (
                "class S(BaseSettings):\n  model_config = SettingsConfigDict(env_prefix=PREFIX)\n  url: str",
                "",
            ),
            (
                "class S(BaseSettings):\n  model_config = {\"env_prefix\": \"APP_\", 'case_sensitive': True}\n  url: str",
                "APP_url~url",
            ),
            ("class S(BaseSettings):\n  model_config = {'env_prefix': PREFIX}\n  url: str", ""),
            ("class S(BaseSettings):\n  model_config = {'env_file': 'env_prefix'}\n  url: str", "URL~url"),
            ("class S(BaseModel):\n  url: str\nBaseSettings", ""),
            (
                "class S(BaseSettings, env_prefix='APP_', case_sensitive=True):\n  url: str\n  B: str",
                "APP_url~url APP_B~B",
            ),
            (
                "class S(BaseSettings):\n  url: str\n  class Config:\n    env_prefix = 'APP_'\n    case_sensitive = True",
                "APP_url~url",
            ),
            (
                "from pydantic_settings import BaseSettings as Base\nclass A(Base):\n  model_config = {}\n  a: str\nclass B(A, env_prefix=\"B_\"):\n  b: str\nclass C(Other):\n  c: str",
                "A~a B_B~b",
            ),
            ("class A(BaseSettings, env_prefix=X):\n  a: str\nclass B(A):\n  b: str", ""),
            (
                "class S(BaseSettings):\n  a: str = Field(validation_alias=AliasChoices('A', AliasPath('B', 0), \"C\"))\n  b: str = Field(alias=f())",
                "\"A\" \"C\"",
            ),
            (
                "class S(BaseSettings, env_prefix='X_'):\n  a: str = Field(validation_alias='my_url')\n  b: str = Field(alias=AliasChoices('C', 'd'))",
                "MY_URL~my_url \"C\" D~d",
            ),
            (
                "class S(BaseSettings, case_sensitive=True):\n  a: str = Field(validation_alias='my_url')",
                "\"my_url\"",
            ),
            ("class S(BaseSettings):\n  url: str = ", "URL~url"),
            ("class S(BaseSettings", ""),
            ("class S(BaseSettings):", ""),
        ],
    );
}

#[test]
fn a_computed_name_is_no_name() {
    check(
        "a.py",
        &[(
            "import os\nos.getenv('A' + b); os.environ.get('C' if d else 'E', 'f'); os.getenv('G' 'H'); os.getenv('I', 'j')",
            "* * * \"I\"",
        )],
    );
}
