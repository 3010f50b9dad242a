// The page's forms: a heading, inputs, a button, and what came of it as JSON.
var STEPS = [
  ['sign-up', 'Sign up', ['email', 'password']],
  ['activate', 'Activate', ['email', 'code']],
  ['sign-in', 'Sign in', ['email', 'password']],
  ['my-page', 'My page', []],
  ['refresh', 'New token', []],
  ['credentials', 'AWS credentials', []],
  ['upload', 'Upload', ['prefix', 'file']],
  ['list', 'List', ['prefix']],
  ['download', 'Download', ['key']],
  ['delete', 'Delete', ['key']],
  ['sign-out', 'Sign out', []],
];
var TYPES = { password: 'password', file: 'file' };

STEPS.forEach(function (step) {
  var form = document.createElement('form');
  form.id = step[0];
  step[2].forEach(function (name) {
    var label = document.createElement('label');
    label.textContent = name + ' ';
    var input = document.createElement('input');
    input.name = name;
    input.type = TYPES[name] || 'text';
    label.appendChild(input);
    form.appendChild(label);
  });
  var button = document.createElement('button');
  button.textContent = step[1];
  form.appendChild(button);
  form.appendChild(document.createElement('output'));
  document.getElementById('steps').appendChild(form);
});

// `work` gets the form's inputs and a callback (error, result).
function onSubmit(id, work) {
  var form = document.getElementById(id);
  var output = form.querySelector('output');
  function show(error, result) {
    var said = error ? { error: error.code || error.name, message: error.message } : { result: result };
    output.textContent = JSON.stringify(said);
  }
  form.addEventListener('submit', function (event) {
    event.preventDefault();
    output.textContent = '';
    work(form.elements, show);
  });
}
